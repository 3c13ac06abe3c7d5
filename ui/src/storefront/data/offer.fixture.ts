import type { LivePromo } from '../../api/types.ts';

// What the tests of pure parts look at.

export const noon = Date.parse('2026-03-04T12:00:00Z');
export const at = (seconds: number): string => new Date(noon + seconds * 1000).toISOString();

/** Open from a minute before noon to a minute after it, unless `more` says otherwise. */
export const makeOffer = (more: Partial<LivePromo> = {}): LivePromo => ({
  id: 1,
  window: 1,
  product: 1,
  product_name: 'Coffee',
  store: 1,
  store_name: 'Cafe',
  latitude: 6.25,
  longitude: -75.57,
  promo_price: '9.90',
  original_price: '20.00',
  currency: 'USD',
  eligible_segments: [],
  radius_m: 2000,
  max_per_user: 1,
  hold_seconds: 60,
  opens_at: at(-60),
  closes_at: at(60),
  distance: 100,
  left: 3,
  revision: 1,
  stock: 5,
  image: null,
  address: 'Calle 10',
  time_zone: 'UTC',
  ...more,
});
