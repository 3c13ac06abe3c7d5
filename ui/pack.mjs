// pack.mjs DIST PAGES OUTPUT: makes of the built browser side one file, which the program embeds.
//
// "marketplace website 1\n", a line of JSON (the index), then bytes. Each entry of the index has `immutable` and, as
// [offset, length] into the bytes: path, type, etag, identity, and gzip and br ([0, 0] where they save too little).
// PAGES says at which paths an HTML file is shown: {"index.html": ["/", ...]}.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
const ALREADY_COMPRESSED = new Set(['.jpg', '.png', '.webp', '.woff2']);
/** A compressed form is kept if it is smaller than this share of the file. */
const WORTH_IT = 0.9;

class Bytes {
  #parts = [];
  #length = 0;

  add(bytes) {
    const where = [this.#length, bytes.length];
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return where;
  }

  whole() {
    return Buffer.concat(this.#parts);
  }
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map') && !entry.parentPath.includes(`${sep}.vite`))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function compressed(content, extension) {
  if (ALREADY_COMPRESSED.has(extension)) return { gzip: Buffer.alloc(0), br: Buffer.alloc(0) };
  const worthIt = (smaller) => (smaller.length < content.length * WORTH_IT ? smaller : Buffer.alloc(0));
  return {
    gzip: worthIt(gzipSync(content, { level: 9 })),
    br: worthIt(brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } })),
  };
}

function pack(dist, pages) {
  const bytes = new Bytes();
  const text = (value) => bytes.add(Buffer.from(value));
  const index = [];
  for (const name of filesOf(dist)) {
    const extension = extname(name);
    const type = TYPES[extension];
    if (!type) throw new Error(`${name}: no media type is known for ${extension}; add it to TYPES`);
    const content = readFileSync(join(dist, name));
    const { gzip, br } = compressed(content, extension);
    const stored = {
      type: text(type),
      etag: text(createHash('sha256').update(content).digest('base64url').slice(0, 22)),
      identity: bytes.add(content),
      gzip: bytes.add(gzip),
      br: bytes.add(br),
      immutable: name.startsWith('assets/'),
    };
    for (const path of extension === '.html' ? (pages[name] ?? []) : [`/${name}`]) {
      index.push({ path: text(path), ...stored });
    }
  }
  return Buffer.concat([Buffer.from(`marketplace website 1\n${JSON.stringify(index)}\n`), bytes.whole()]);
}

const [dist, pages, output] = process.argv.slice(2);
if (!output) {
  console.error('usage: node pack.mjs DIST PAGES OUTPUT');
  process.exit(2);
}
// Whole or not at all: a build that runs meanwhile must not embed half of it.
writeFileSync(`${output}.new`, pack(dist, JSON.parse(readFileSync(pages, 'utf8'))));
renameSync(`${output}.new`, output);
