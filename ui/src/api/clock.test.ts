import { describe, expect, test } from 'vitest';

import { ServerClock } from './clock.ts';

describe('the server clock', () => {
  test('is this device’s before the first answer', () => {
    expect(new ServerClock().offset).toBe(0);
  });

  test('is known to half a second and half the trip after one answer', () => {
    const clock = new ServerClock();
    // The server is 90 s ahead; it read its clock at 100,050 and the header keeps whole seconds.
    clock.note(190_000, 100_000, 100_100);
    expect(Math.abs(clock.offset - 90_000)).toBeLessThanOrEqual(600);
  });

  test('gets better with every answer, and never leaves the truth', () => {
    const clock = new ServerClock();
    const truth = -1234;
    for (let sent = 5_000_000; sent < 5_010_000; sent += 137) {
      const served = sent + 20 + truth;
      clock.note(Math.floor(served / 1000) * 1000, sent, sent + 40);
    }
    expect(Math.abs(clock.offset - truth)).toBeLessThanOrEqual(30);
  });

  test('begins anew when a clock was set', () => {
    const clock = new ServerClock();
    clock.note(1_000_000, 1_000_200, 1_000_210);
    clock.note(4_000_000, 1_001_200, 1_001_210);
    expect(Math.abs(clock.offset - 2_999_000)).toBeLessThanOrEqual(600);
  });
});
