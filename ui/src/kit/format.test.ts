import { describe, expect, test } from 'vitest';

import { ago, countdown, distance, money, percentOff, timeIn, timesIn } from './format.ts';

const plain = (text: string): string => text.replace(/[\u00a0\u2009\u202f]/g, ' ');

describe('money', () => {
  test('is written as the language does', () => {
    expect(plain(money('9.90', 'USD', 'en'))).toBe('$9.90');
    expect(plain(money('1234.50', 'EUR', 'es'))).toBe('1234,50 €');
  });

  test('knows currencies without decimals', () => {
    expect(plain(money('500.00', 'JPY', 'en'))).toBe('¥500');
  });
});

test.each([
  ['9.90', '20.00', 50],
  ['15.00', '20.00', 25],
  ['20.00', '20.00', 0],
  ['25.00', '20.00', 0],
  ['0.01', '100.00', 99],
])('%s instead of %s is %i %% off', (price, original, percent) => {
  expect(percentOff(price, original)).toBe(percent);
});

test.each([
  [0, '0 m'],
  [344, '340 m'],
  [1249, '1.2 km'],
  [12_400, '12 km'],
])('%i m is %s', (metres, text) => {
  expect(distance(metres, 'en')).toBe(text);
});

test.each([
  [-5, '0:00'],
  [0, '0:00'],
  [1, '0:01'],
  [59_001, '1:00'],
  [65_000, '1:05'],
  [3_599_001, '1 h 00 min'],
  [47 * 3_600_000, '47 h 00 min'],
  [49 * 3_600_000, '2 d'],
])('%i ms left reads %s', (left, text) => {
  expect(countdown(left)).toBe(text);
});

describe('a time', () => {
  const now = Date.parse('2026-03-04T20:00:00Z');

  test('is told in the zone of the store', () => {
    expect(plain(timeIn('America/Bogota', '2026-03-04T22:30:00Z', now, 'en'))).toBe('5:30 PM');
    expect(plain(timeIn('Europe/Madrid', '2026-03-04T22:30:00Z', now, 'es'))).toBe('23:30');
  });

  test('and another are told as one span', () => {
    const span = plain(timesIn('UTC', '2026-03-04T21:00:00Z', '2026-03-04T23:30:00Z', now, 'en'));
    expect(span).toMatch(/^9:00 . 11:30 PM$/);
  });

  test('has its day when it is not today there', () => {
    expect(plain(timeIn('Asia/Tokyo', '2026-03-05T22:00:00Z', now, 'en'))).toMatch(/^Fri,? 7:00 AM$/);
    expect(plain(timeIn('UTC', '2026-04-01T09:00:00Z', now, 'en'))).toMatch(/^Apr 1,? 9:00 AM$/);
  });
});

test.each([
  [10, 'this minute'],
  [125, '2 minutes ago'],
  [3 * 3600, '3 hours ago'],
  [26 * 3600, 'yesterday'],
])('%i s past is %s', (seconds, text) => {
  const now = Date.parse('2026-03-04T20:00:00Z');
  expect(ago(new Date(now - seconds * 1000).toISOString(), now, 'en')).toBe(text);
});
