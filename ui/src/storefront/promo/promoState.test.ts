import { describe, expect, test } from 'vitest';

import type { ReservationDetails } from '../../api/types.ts';
import { at, makeOffer, noon } from '../data/offer.fixture.ts';
import { promoState } from './promoState.ts';

const offer = makeOffer({ opens_at: at(-600), closes_at: at(600) });

const mine = (status: ReservationDetails['status'], more: Partial<ReservationDetails> = {}): ReservationDetails => ({
  id: 5,
  product: 1,
  user: 1,
  promo: 1,
  price: '9.90',
  reserved_until: at(30),
  status,
  is_completed: status === 'completed',
  created_at: at(-30),
  pickup_code: status === 'completed' ? 'ABCD' : null,
  window: 1,
  product_name: 'Coffee',
  store: 1,
  store_name: 'Cafe',
  user_username: 'ana',
  currency: 'USD',
  closes_at: at(600),
  completed_at: null,
  redeemed_at: null,
  ...more,
});

const facts: Parameters<typeof promoState>[0] = {
  offer,
  left: 3,
  now: noon,
  mine: [],
  userType: 'new',
  refused: undefined,
};
const nameOf = (more: Partial<typeof facts>): string => promoState({ ...facts, ...more }).name;

describe('the face of a promo', () => {
  test.each([
    ['open', {}],
    ['open for visitors', { userType: undefined }],
    ['sold_out', { left: 0 }],
    ['upcoming', { now: noon - 700_000 }],
    ['closed', { now: noon + 600_000 }],
    ['closed', { offer: null }],
    ['held', { mine: [mine('reserved')], left: 0 }],
    ['bought', { mine: [mine('completed')], left: 0 }],
    ['bought', { mine: [mine('completed')], offer: null }],
    ['too_far', { refused: 'too_far' }],
    ['limit_reached', { refused: 'limit_reached' }],
    ['location_unknown', { refused: 'location_unknown' }],
    ['not_eligible', { refused: 'not_eligible' }],
    ['not_eligible', { offer: { ...offer, eligible_segments: ['frequent_buyers' as const] } }],
    ['open for the segment', { offer: { ...offer, eligible_segments: ['new_users' as const] } }],
    ['open after a refusal that passes', { refused: 'sold_out' }],
    ['open again', { mine: [mine('cancelled')] }],
    ['open while more may be had', { mine: [mine('completed')], offer: { ...offer, max_per_user: 2 } }],
    ['open when what was bought is of an earlier window', { mine: [mine('completed', { window: 99 })] }],
  ])('is %s', (name, more) => {
    expect(nameOf(more)).toBe(name.split(' ')[0]);
  });

  test('says that a hold ran out, by the server’s clock', () => {
    const held = [mine('reserved', { reserved_until: at(0) })];
    expect(promoState({ ...facts, mine: held, now: noon - 1 })).toMatchObject({ name: 'held' });
    expect(promoState({ ...facts, mine: held })).toEqual({ name: 'open', expired: true });
    expect(promoState({ ...facts, mine: held, left: 0 })).toEqual({ name: 'sold_out', expired: true });
  });
});
