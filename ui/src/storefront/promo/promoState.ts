import type { LivePromo, ReservationDetails, Segment, UserType } from '../../api/types.ts';

/** Refusals that a page has something to say about; others are shown as the server words them. */
const REFUSALS = ['too_far', 'location_unknown', 'limit_reached', 'not_eligible'] as const;

export type Refusal = (typeof REFUSALS)[number];

export type PromoState =
  | { name: 'held'; reservation: ReservationDetails }
  | { name: 'bought'; reservation: ReservationDetails }
  /** `expired`: the shopper's own hold has just run out. */
  | { name: 'open'; expired: boolean }
  | { name: 'sold_out'; expired: boolean }
  | { name: 'upcoming' }
  | { name: 'closed' }
  | { [Name in Refusal]: { name: Name } }[Refusal];

interface Facts {
  /** Null: the promo has no window that is open or to come. */
  offer: LivePromo | null;
  left: number;
  /** The server's clock, in milliseconds. */
  now: number;
  /** The shopper's own of this promo, the newest first. */
  mine: ReservationDetails[];
  userType: UserType | undefined;
  /** The code of the last refusal of this visit. */
  refused: string | undefined;
}

const SEGMENT_OF: Record<UserType, Segment> = {
  new: 'new_users',
  regular: 'regular_users',
  frequent: 'frequent_buyers',
};

const isRefusal = (code: string | undefined): code is Refusal => REFUSALS.some((known) => known === code);

const isEligible = (offer: LivePromo, userType: UserType | undefined): boolean =>
  userType === undefined ||
  offer.eligible_segments.length === 0 ||
  offer.eligible_segments.includes(SEGMENT_OF[userType]);

/** Which of its faces a promo's page shows. */
export const promoState = ({ offer, left, now, mine, userType, refused }: Facts): PromoState => {
  const held = mine.find(({ status, reserved_until }) => status === 'reserved' && Date.parse(reserved_until) > now);
  if (held) return { name: 'held', reservation: held };
  const ofWindow = offer ? mine.filter(({ window }) => window === offer.window) : mine;
  const bought = ofWindow.filter(({ status }) => status === 'completed');
  if (bought[0] && bought.length >= (offer?.max_per_user ?? 1)) return { name: 'bought', reservation: bought[0] };
  if (!offer || Date.parse(offer.closes_at) <= now) return { name: 'closed' };
  if (Date.parse(offer.opens_at) > now) return { name: 'upcoming' };
  if (!isEligible(offer, userType)) return { name: 'not_eligible' };
  if (isRefusal(refused)) return { name: refused };
  const expired = ofWindow[0]?.status === 'reserved' || ofWindow[0]?.status === 'expired';
  return { name: left > 0 ? 'open' : 'sold_out', expired };
};
