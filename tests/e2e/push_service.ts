import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify, type ECDH } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const CURVE = 'prime256v1';
const HEADER_BYTES = 86;
const TAG_BYTES = 16;

export interface Subscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

const derive = (secret: Buffer, salt: Buffer, info: Buffer | string, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, length));

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

/** The sender's proof (RFC 8292), checked with the key that it names. */
const provenAudience = (authorization: string): { audience: string; key: string } => {
  const { token, key } = /^vapid t=(?<token>[^,]+), k=(?<key>.+)$/.exec(authorization)?.groups ?? {};
  const [head, claims, signature] = token?.split('.') ?? [];
  if (!head || !claims || !signature || !key) throw new Error(`no proof: ${authorization}`);
  const point = Buffer.from(key, 'base64url');
  const coordinate = (from: number): string => point.subarray(from, from + 32).toString('base64url');
  const publicKey = createPublicKey({
    key: { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) },
    format: 'jwk',
  });
  const signed = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), signed, Buffer.from(signature, 'base64url'))) {
    throw new Error('the proof is signed by somebody else');
  }
  const { aud: audience, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
    aud: string;
    exp: number;
  };
  const hours = (exp * 1000 - Date.now()) / 3_600_000;
  if (hours <= 0 || hours > 24) throw new Error(`the proof ends in ${hours} hours`);
  return { audience, key };
};

/** A push service and the browser that subscribed with it, in one: it can read what it is given. */
export class PushService {
  readonly subscription: Subscription;
  readonly #server: Server;
  readonly #browser: ECDH;
  readonly #auth: Buffer;
  #arrived: (message: { text: string; key: string }) => void = () => undefined;
  #failed: (why: unknown) => void = () => undefined;
  /** The first message that comes. */
  readonly message: Promise<{ text: string; key: string }>;

  private constructor(server: Server, browser: ECDH, auth: Buffer, origin: string) {
    this.#server = server;
    this.#browser = browser;
    this.#auth = auth;
    this.subscription = {
      endpoint: `${origin}/send/1`,
      keys: { p256dh: browser.getPublicKey('base64url'), auth: auth.toString('base64url') },
    };
    this.message = new Promise((arrived, failed) => {
      this.#arrived = arrived;
      this.#failed = failed;
    });
    server.on('request', (request, response) => {
      void this.#take(request, origin)
        .then((message) => {
          response.writeHead(201).end();
          this.#arrived(message);
        })
        .catch((thrown: unknown) => {
          response.writeHead(400).end(String(thrown));
          this.#failed(thrown);
        });
    });
  }

  static async start(): Promise<PushService> {
    const server = createServer();
    await new Promise<void>((listening) => {
      server.listen(0, '127.0.0.1', listening);
    });
    const browser = createECDH(CURVE);
    browser.generateKeys();
    const { port } = server.address() as AddressInfo;
    return new PushService(server, browser, randomBytes(16), `http://127.0.0.1:${port}`);
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #take(request: IncomingMessage, origin: string): Promise<{ text: string; key: string }> {
    const { audience, key } = provenAudience(request.headers.authorization ?? '');
    if (audience !== origin) throw new Error(`proved to ${audience}`);
    if (!(Number(request.headers['ttl']) > 0)) throw new Error('no TTL');
    return { text: this.#read(await bodyOf(request)), key };
  }

  /** RFC 8291 over RFC 8188, by Node's own cryptography. */
  #read(body: Buffer): string {
    const salt = body.subarray(0, 16);
    const sender = body.subarray(21, HEADER_BYTES);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#browser.getPublicKey(), sender]);
    const secret = derive(this.#browser.computeSecret(sender), this.#auth, info, 32);
    const key = derive(secret, salt, 'Content-Encoding: aes128gcm\0', 16);
    const opener = createDecipheriv('aes-128-gcm', key, derive(secret, salt, 'Content-Encoding: nonce\0', 12));
    opener.setAuthTag(body.subarray(-TAG_BYTES));
    const text = Buffer.concat([opener.update(body.subarray(HEADER_BYTES, -TAG_BYTES)), opener.final()]);
    if (text.at(-1) !== 2) throw new Error('no last record');
    return text.subarray(0, -1).toString();
  }
}
