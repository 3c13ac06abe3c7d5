import { describe, expect, test } from 'vitest';

import type { LivePromo } from '../../api/types.ts';
import { at, makeOffer, noon } from './offer.fixture.ts';
import { distanceBetween, offersAt, withWindow } from './offers.ts';

const offer = (window: number, more: Partial<LivePromo> = {}): LivePromo => makeOffer({ id: window, window, ...more });

const windows = (offers: LivePromo[]): number[] => offers.map(({ window }) => window);

test('a degree of latitude is 111 km', () => {
  const metres = distanceBetween({ latitude: 6, longitude: -75 }, { latitude: 7, longitude: -75 });
  expect(metres).toBeGreaterThan(111_000);
  expect(metres).toBeLessThan(111_400);
});

describe('what is offered at a moment', () => {
  const all = [offer(1, { distance: 900 }), offer(2, { opens_at: at(30) }), offer(3, { opens_at: at(10) }), offer(4)];

  test('is open, the nearest first, or to come, the soonest first', () => {
    const { live, soon } = offersAt(all, noon);
    expect(windows(live)).toEqual([4, 1]);
    expect(windows(soon)).toEqual([3, 2]);
  });

  test('opens at its instant', () => {
    expect(windows(offersAt(all, noon + 9_999).soon)).toEqual([3, 2]);
    expect(windows(offersAt(all, noon + 10_000).soon)).toEqual([2]);
  });

  test('is not also to come, when a promo opens each day', () => {
    const daily = [offer(1), offer(9, { id: 1, opens_at: at(86_400), closes_at: at(90_000) })];
    expect(windows(offersAt(daily, noon).soon)).toEqual([]);
    expect(windows(offersAt(daily, noon + 60_000).soon)).toEqual([9]);
  });

  test('is gone at its end', () => {
    expect(windows(offersAt(all, noon + 60_000).live)).toEqual([]);
  });
});

describe('a list that hears of a window', () => {
  const around = { center: { latitude: 6.25, longitude: -75.57 }, radiusM: 2000 };
  const told = (change: 'opened' | 'edited' | 'closed', live: LivePromo | null) =>
    ({ name: 'window', change, window: live?.window ?? 1, promo: 1, live }) as const;

  test('has it when it is in reach, with its distance', () => {
    const [added] = withWindow([], told('opened', offer(7, { latitude: 6.259, distance: null })), around);
    expect(added?.distance).toBeGreaterThan(990);
    expect(added?.distance).toBeLessThan(1010);
  });

  test('does not have it when it is out of reach', () => {
    expect(withWindow([], told('opened', offer(7, { latitude: 6.3 })), around)).toEqual([]);
  });

  test('has it once after an edit, as it is now', () => {
    const list = withWindow([offer(1), offer(2)], told('edited', offer(1, { promo_price: '8.00' })), around);
    expect(windows(list)).toEqual([2, 1]);
    expect(list[1]?.promo_price).toBe('8.00');
  });

  test('loses it when it closes', () => {
    expect(windows(withWindow([offer(1), offer(2)], told('closed', null), around))).toEqual([2]);
  });
});
