import { SseReader } from './sse.ts';
import type { LivePromo, Notice } from './types.ts';

/** What the server tells as it happens. */
export type LiveEvent =
  /** The first of each connection. Not resumed: what happened meanwhile is not told, so read the lists anew. */
  | { name: 'hello'; resumed: boolean; at: string }
  | { name: 'stock'; window: number; promo: number; left: number; revision: number }
  | { name: 'window'; change: 'opened' | 'edited' | 'closed'; window: number; promo: number; live: LivePromo | null }
  | { name: 'notice'; notice: Notice };

/** Of which windows to hear: those near a point, those of these promos and those of these stores. */
export interface Interest {
  near?: { latitude: number; longitude: number; radiusM: number };
  promos: number[];
  stores: number[];
}

/** Who listens to what. */
export interface Listener {
  token: string | undefined;
  interest: Interest;
}

export type StreamState =
  | 'connecting'
  /** Frames come: nobody needs to ask. */
  | 'live'
  /** They do not, for now or at all: ask instead. */
  | 'down'
  /** The token is no longer good: give another one. */
  | 'refused';

const RETRY_MS = 1000;
const RETRY_MS_MAX = 30_000;
/** The server sends something at least this often, so longer silence is a dead connection. */
const SILENCE_MS_MAX = 45_000;

const EVENTS = new Set(['hello', 'stock', 'window', 'notice']);

/** Nothing for an event that this version does not know. */
export const readLiveEvent = (name: string, data: string): LiveEvent | undefined => {
  if (!EVENTS.has(name)) return undefined;
  const read: unknown = JSON.parse(data);
  return (name === 'notice' ? { name, notice: read } : { ...(read as object), name }) as LiveEvent;
};

/** The address of the stream that tells of these. */
export const streamPath = ({ near, promos, stores }: Interest): string => {
  const query = new URLSearchParams();
  if (near) {
    query.set('near', `${near.latitude},${near.longitude}`);
    query.set('radius_m', String(near.radiusM));
  }
  if (promos.length > 0) query.set('promo', promos.join(','));
  if (stores.length > 0) query.set('store', stores.join(','));
  const text = query.toString();
  return text ? `/api/live/?${text}` : '/api/live/';
};

/** One stream from the server, connected anew whenever it ends, from the last event that was seen. */
export class LiveStream {
  readonly #onEvent: (event: LiveEvent) => void;
  readonly #onState: (state: StreamState) => void;
  #path: string | undefined;
  #token: string | undefined;
  #lastId: string | undefined;
  #retryMs = RETRY_MS;
  #connection: AbortController | undefined;

  constructor(onEvent: (event: LiveEvent) => void, onState: (state: StreamState) => void) {
    this.#onEvent = onEvent;
    this.#onState = onState;
  }

  /** Connects for this listener. The same one again changes nothing. */
  open({ token, interest }: Listener): void {
    const path = streamPath(interest);
    if (this.#connection && this.#token === token && this.#path === path) return;
    this.close();
    [this.#token, this.#path] = [token, path];
    this.#connection = new AbortController();
    void this.#run(path, this.#connection.signal);
  }

  close(): void {
    this.#connection?.abort();
    this.#connection = undefined;
  }

  async #run(path: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#onState('connecting');
      // oxlint-disable-next-line no-await-in-loop -- one connection after another
      const again = await this.#connect(path, signal).catch(() => true);
      if (signal.aborted || !again) return;
      this.#onState('down');
      // oxlint-disable-next-line no-await-in-loop
      await this.#pause(signal);
    }
  }

  /** Reads until the stream ends; whether to try again. */
  async #connect(path: string, signal: AbortSignal): Promise<boolean> {
    const headers = new Headers({ Accept: 'text/event-stream' });
    if (this.#token) headers.set('Authorization', `Bearer ${this.#token}`);
    if (this.#lastId) headers.set('Last-Event-ID', this.#lastId);
    const response = await fetch(path, { headers, signal, cache: 'no-store' });
    if (response.status === 401) {
      this.#onState('refused');
      return false;
    }
    if (!response.ok || !response.body) return true;
    this.#onState('live');
    await this.#readAll(response.body.getReader());
    return true;
  }

  async #readAll(from: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const reader = new SseReader();
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- a stream is read in order
      const part = await Promise.race([from.read(), this.#silence()]);
      if (part === undefined || part.done) return void from.cancel();
      this.#retryMs = RETRY_MS;
      for (const event of reader.read(part.value)) this.#tell(event.name, event.data, event.id);
      if (reader.retry !== undefined) this.#retryMs = reader.retry;
    }
  }

  #tell(name: string, data: string, id: string | undefined): void {
    if (id !== undefined) this.#lastId = id;
    const event = readLiveEvent(name, data);
    if (event) this.#onEvent(event);
  }

  #silence(): Promise<undefined> {
    return new Promise((resolve) => setTimeout(resolve, SILENCE_MS_MAX, undefined));
  }

  /** Longer each time, and never at the same moment as all others. */
  #pause(signal: AbortSignal): Promise<void> {
    const ms = this.#retryMs * (0.5 + Math.random());
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS_MAX);
    return new Promise((resolve) => {
      setTimeout(resolve, ms);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
