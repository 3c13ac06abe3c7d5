import { serverClock } from './clock.ts';
import { ApiError, readFailure } from './errors.ts';
import { language } from './language.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface Call {
  method?: Method;
  body?: unknown;
  accessToken?: string | undefined;
  /** Makes a repeat of the same POST harmless. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** What the answer shall be; JSON otherwise. */
  accept?: string;
}

/** For `idempotencyKey`. (crypto.randomUUID is missing on pages without TLS, such as a phone's in development.) */
export const uniqueKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const headersOf = (call: Call): Headers => {
  const headers = new Headers({
    Accept: call.accept ?? 'application/json',
    'Accept-Language': language(),
    'X-Token-Cookie': '1',
  });
  if (call.accessToken) headers.set('Authorization', `Bearer ${call.accessToken}`);
  if (call.idempotencyKey) headers.set('Idempotency-Key', call.idempotencyKey);
  if (call.body instanceof Blob) headers.set('Content-Type', call.body.type);
  else if (call.body !== undefined) headers.set('Content-Type', 'application/json');
  return headers;
};

const encoded = (body: unknown): BodyInit | null => {
  if (body === undefined) return null;
  return body instanceof Blob ? body : JSON.stringify(body);
};

const answered = async (path: string, call: Call): Promise<Response> => {
  const sent = Date.now();
  const response = await fetch(path, {
    method: call.method ?? 'GET',
    headers: headersOf(call),
    body: encoded(call.body),
    signal: call.signal ?? null,
  }).catch((thrown: unknown) => {
    if (call.signal?.aborted) throw thrown;
    throw new ApiError({ kind: 'offline' });
  });
  const date = Date.parse(response.headers.get('Date') ?? '');
  if (!Number.isNaN(date)) serverClock.note(date, sent, Date.now());
  return response;
};

const decoded = (response: Response): Promise<unknown> => response.json().catch(() => undefined);

const succeeded = async (path: string, call: Call): Promise<Response> => {
  const response = await answered(path, call);
  if (response.ok) return response;
  throw new ApiError(readFailure(response.status, await decoded(response), response.headers.get('Retry-After')));
};

/** The decoded answer of one call. Throws ApiError unless its status is 2xx. */
export const send = async <T>(path: string, call: Call = {}): Promise<T> => {
  const response = await succeeded(path, call);
  return (response.status === 204 ? undefined : await decoded(response)) as T;
};

/** The same of an answer that is a file. */
export const sendForFile = async (path: string, call: Call = {}): Promise<Blob> =>
  (await succeeded(path, { accept: '*/*', ...call })).blob();
