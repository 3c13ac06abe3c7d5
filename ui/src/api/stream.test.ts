import { afterEach, describe, expect, test, vi } from 'vitest';

import { LiveStream, readLiveEvent, streamPath, type LiveEvent, type StreamState } from './stream.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the address names what is wanted', () => {
  expect(streamPath({ promos: [], stores: [] })).toBe('/api/live/');
  expect(streamPath({ near: { latitude: 6.25, longitude: -75.5, radiusM: 2000 }, promos: [3, 4], stores: [2] })).toBe(
    '/api/live/?near=6.25%2C-75.5&radius_m=2000&promo=3%2C4&store=2',
  );
});

test('events of a later version are left out', () => {
  expect(readLiveEvent('weather', '{"sky":"blue"}')).toBeUndefined();
  expect(readLiveEvent('stock', '{"window":1,"promo":2,"left":3,"revision":4}')).toEqual({
    name: 'stock',
    window: 1,
    promo: 2,
    left: 3,
    revision: 4,
  });
});

const stock = (id: number): string =>
  `id: ${id}\nevent: stock\ndata: {"window":1,"promo":1,"left":${id},"revision":${id}}\n\n`;
const listener = { token: 'secret', interest: { promos: [], stores: [] } };

describe('a stream', () => {
  test('that ends is opened anew, from the last event that was seen', async () => {
    vi.useFakeTimers();
    const asked: Headers[] = [];
    vi.stubGlobal('fetch', (_: string, { headers }: { headers: Headers }) => {
      asked.push(headers);
      return Promise.resolve(new Response(stock(asked.length)));
    });
    const [events, states]: [LiveEvent[], StreamState[]] = [[], []];
    const stream = new LiveStream(
      (event) => events.push(event),
      (state) => states.push(state),
    );
    stream.open(listener);
    await vi.advanceTimersByTimeAsync(2000);
    stream.close();
    expect(asked.length).toBeGreaterThan(1);
    expect(asked[0]?.get('Authorization')).toBe('Bearer secret');
    expect(asked[0]?.get('Last-Event-ID')).toBeNull();
    expect(asked[1]?.get('Last-Event-ID')).toBe('1');
    expect(states.slice(0, 4)).toEqual(['connecting', 'live', 'down', 'connecting']);
    expect(events).toHaveLength(asked.length);
  });

  test('whose token is refused waits for another one', async () => {
    vi.useFakeTimers();
    const fetched = vi.fn(() => Promise.resolve(new Response('', { status: 401 })));
    vi.stubGlobal('fetch', fetched);
    const states: StreamState[] = [];
    const stream = new LiveStream(vi.fn(), (state) => states.push(state));
    stream.open(listener);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(states.at(-1)).toBe('refused');
    stream.open({ ...listener, token: 'better' });
    await vi.advanceTimersByTimeAsync(0);
    expect(fetched).toHaveBeenCalledTimes(2);
    stream.close();
  });
});
