import { describe, expect, test } from 'vitest';

import type { Product } from '../../api/types.ts';
import { emptyDraft, fieldsOfDraft, priceOf } from './draft.ts';

const bread: Product = {
  id: 7,
  store: 1,
  name: 'Bread',
  description: '',
  original_price: '20.00',
  currency: 'USD',
  is_available: true,
  image: null,
  created_at: '2026-03-04T12:00:00Z',
};

test.each([
  ['9.9', '9.90'],
  ['9,90', '9.90'],
  [' 12 ', '12.00'],
  ['', undefined],
  ['9.999', undefined],
  ['-3', undefined],
  ['1.000,00', undefined],
])('the price "%s" is %s', (typed, price) => {
  expect(priceOf(typed)).toBe(price);
});

describe('what is sent of a draft', () => {
  const draft = { ...emptyDraft(bread), promo_price: '9,9' };

  test('has the price as the server writes it, and no first day unless one is chosen', () => {
    expect(fieldsOfDraft(draft)).toMatchObject({ product: 7, promo_price: '9.90', ends_on: null });
    expect(fieldsOfDraft(draft)).not.toHaveProperty('starts_on');
    expect(fieldsOfDraft({ ...draft, starts_on: '2026-05-01' })).toMatchObject({ starts_on: '2026-05-01' });
  });

  test.each([
    ['price', { promo_price: 'free' }],
    ['time', { end_time: '' }],
    ['day', { weekdays: [] }],
  ])('is nothing without a %s', (_, change) => {
    expect(fieldsOfDraft({ ...draft, ...change })).toBeUndefined();
  });
});
