import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
}

const dist = join(import.meta.dirname, '../dist');
const manifest = (): Record<string, Chunk> =>
  JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;

/** All files that are loaded before anything of these entries is shown. */
const filesOf = (...entries: string[]): string[] => {
  const chunks = manifest();
  const [seen, files] = [new Set<string>(), new Set<string>()];
  const add = (name: string): void => {
    const chunk = chunks[name];
    if (!chunk) throw new Error(`${name} is not in the manifest`);
    if (seen.has(name)) return;
    seen.add(name);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const other of chunk.imports ?? []) add(other);
  };
  for (const entry of entries) add(entry);
  return [...files];
};

const kilobytes = (files: string[]): number =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0) / 1000;

describe('what a first visit loads, gzipped', () => {
  test('is built', () => expect(existsSync(dist), 'run `make ui` first').toBe(true));

  test.each([
    ['storefront without the map', 150, ['index.html']],
    ['storefront with the map', 200, ['index.html', 'src/kit/map/OffersMap.tsx']],
    ['merchant console', 400, ['console/index.html']],
    ['API docs', 150, ['docs/index.html']],
  ])('%s: under %i KB', (_, limit, entries) => {
    const size = kilobytes(filesOf(...entries));
    expect(size).toBeGreaterThan(1);
    expect(size).toBeLessThan(limit);
  });
});

test('no page has a script or a style in itself', () => {
  for (const page of ['index.html', 'console/index.html', 'docs/index.html']) {
    const text = readFileSync(join(dist, page), 'utf8');
    expect(text).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\bon\w+=/);
  }
});
