import { describe, expect, test } from 'vitest';

import { SseReader, type SseEvent } from './sse.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const stream =
  ': hello\n\nid: 7\nevent: stock\ndata: {"window":1,"left":3}\n\nretry: 250\ndata: one\r\ndata: dós\r\n\r\nevent: lost\n\n';

const events: SseEvent[] = [
  { name: 'stock', data: '{"window":1,"left":3}', id: '7' },
  { name: 'message', data: 'one\ndós', id: '7' },
];

describe('a stream of events', () => {
  test('is read at once', () => {
    const reader = new SseReader();
    expect(reader.read(bytes(stream))).toEqual(events);
    expect(reader.retry).toBe(250);
  });

  test.each([1, 2, 3, 5, 7])('is read in pieces of %i bytes, through the middle of letters', (size) => {
    const reader = new SseReader();
    const all = bytes(stream);
    const read: SseEvent[] = [];
    for (let at = 0; at < all.length; at += size) read.push(...reader.read(all.subarray(at, at + size)));
    expect(read).toEqual(events);
  });

  test('gives nothing of an event that is not complete', () => {
    expect(new SseReader().read(bytes('event: stock\ndata: 1\n'))).toEqual([]);
  });
});
