import type { Product, Promo, PromoFields } from '../../api/types.ts';
import { WEEKDAYS } from './schedule.ts';

/** What stands in the editor: as text while it is typed. */
export interface Draft extends Omit<PromoFields, 'product' | 'is_active' | 'starts_on' | 'ends_on'> {
  product: Product;
  starts_on: string;
  ends_on: string;
}

export const emptyDraft = (product: Product): Draft => ({
  product,
  promo_price: '',
  start_time: '17:00',
  end_time: '19:00',
  eligible_segments: [],
  starts_on: '',
  ends_on: '',
  weekdays: WEEKDAYS,
  stock: 10,
  max_per_user: 1,
  hold_seconds: 120,
  radius_m: 2000,
});

export const draftOf = (promo: Promo, product: Product): Draft => ({
  ...promo,
  product,
  start_time: promo.start_time.slice(0, 5),
  end_time: promo.end_time.slice(0, 5),
  starts_on: promo.starts_on ?? '',
  ends_on: promo.ends_on ?? '',
});

/** "9,9" is "9.90": people type a price as they write it. */
export const priceOf = (text: string): string | undefined => {
  const found = /^\s*(\d+)(?:[.,](\d{1,2}))?\s*$/.exec(text);
  return found ? `${found[1]}.${(found[2] ?? '').padEnd(2, '0')}` : undefined;
};

/** What is sent; nothing while something needed is missing. */
export const fieldsOfDraft = (draft: Draft): PromoFields | undefined => {
  const price = priceOf(draft.promo_price);
  const { product, start_time, end_time } = draft;
  if (!price || !start_time || !end_time || draft.weekdays.length === 0) return undefined;
  return {
    product: product.id,
    promo_price: price,
    start_time,
    end_time,
    eligible_segments: draft.eligible_segments,
    is_active: true,
    // The server takes today, in the store's zone.
    ...(draft.starts_on && { starts_on: draft.starts_on }),
    ends_on: draft.ends_on || null,
    weekdays: draft.weekdays,
    stock: draft.stock,
    max_per_user: draft.max_per_user,
    hold_seconds: draft.hold_seconds,
    radius_m: draft.radius_m,
  };
};
