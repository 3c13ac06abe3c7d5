import { serverClock } from './clock.ts';
import { accessToken, onSessionChange, refreshAccess } from './session.ts';
import { LiveStream, type Interest, type LiveEvent, type Listener, type StreamState } from './stream.ts';

type FromWorker = LiveEvent | { name: 'state'; state: StreamState };

const RETRY_MS = 3000;

type Send = (listener: Listener | 'leave') => void;

const events = new Set<(event: LiveEvent) => void>();
const states = new Set<() => void>();
let state: StreamState = 'connecting';
let interest: Interest = { promos: [], stores: [] };
let send: Send | undefined;

const listen = (): void => send?.({ token: accessToken(), interest });

const take = (message: FromWorker): void => {
  if (message.name === 'hello') serverClock.note(Date.parse(message.at), Date.now() - 1000, Date.now());
  if (message.name !== 'state') {
    for (const tell of events) tell(message);
    return;
  }
  state = message.state;
  for (const tell of states) tell();
  if (state === 'refused') void refreshAccess().then(listen, () => undefined);
};

/** Through the browser's one stream, or where there are no shared workers (phones) through one of this page. */
const connect = (): Send => {
  if (typeof SharedWorker === 'undefined') {
    const stream = new LiveStream(take, (next) => take({ name: 'state', state: next }));
    return (listener) => (listener === 'leave' ? stream.close() : stream.open(listener));
  }
  const worker = new SharedWorker(new URL('./live.worker.ts', import.meta.url), { type: 'module', name: 'live' });
  worker.port.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => take(data));
  worker.port.start();
  // It could not be loaded: without a connection, say.
  worker.addEventListener('error', () => setTimeout(reconnect, RETRY_MS));
  return (listener) => worker.port.postMessage(listener);
};

const reconnect = (): void => {
  send = connect();
  listen();
};

/** Begins to listen, as whoever is signed in; for as long as the page is shown. */
export const startLive = (): void => {
  reconnect();
  onSessionChange(listen);
  window.addEventListener('pagehide', () => send?.('leave'));
  window.addEventListener('pageshow', listen);
};

/** Also hear of these; what was named before is heard, too. */
export const hear = (more: Partial<Interest>): void => {
  interest = {
    ...interest,
    ...(more.near && { near: more.near }),
    promos: [...new Set([...interest.promos, ...(more.promos ?? [])])],
    stores: [...new Set([...interest.stores, ...(more.stores ?? [])])],
  };
  listen();
};

export const liveState = (): StreamState => state;

export const onLiveState = (tell: () => void): (() => void) => {
  states.add(tell);
  return () => states.delete(tell);
};

export const onLiveEvent = (tell: (event: LiveEvent) => void): (() => void) => {
  events.add(tell);
  return () => events.delete(tell);
};
