import type { LiveEvent } from '../../api/stream.ts';
import type { LivePromo, Point } from '../../api/types.ts';

const EARTH_RADIUS_M = 6_371_008.8;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres along the ground. */
export const distanceBetween = (a: Point, b: Point): number => {
  const [north, east] = [radians(b.latitude - a.latitude) / 2, radians(b.longitude - a.longitude) / 2];
  const chord =
    Math.sin(north) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(east) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(chord));
};

export interface Offers {
  /** The nearest first. */
  live: LivePromo[];
  /** The soonest first. */
  soon: LivePromo[];
}

const byDistance = (a: LivePromo, b: LivePromo): number =>
  (a.distance ?? 0) - (b.distance ?? 0) || Date.parse(a.closes_at) - Date.parse(b.closes_at) || a.window - b.window;

const byOpening = (a: LivePromo, b: LivePromo): number =>
  Date.parse(a.opens_at) - Date.parse(b.opens_at) || a.window - b.window;

/** What is open at this moment and what is still to open; what has closed is gone, told or not. */
export const offersAt = (all: LivePromo[], now: number): Offers => {
  const going = all.filter((offer) => Date.parse(offer.closes_at) > now);
  const isOpen = (offer: LivePromo): boolean => Date.parse(offer.opens_at) <= now;
  const live = going.filter(isOpen).toSorted(byDistance);
  const isLive = new Set(live.map(({ id }) => id));
  // A promo's next opening is no news while it is open.
  const soon = going.filter((offer) => !isOpen(offer) && !isLive.has(offer.id)).toSorted(byOpening);
  return { live, soon };
};

export interface Around {
  center: Point | undefined;
  radiusM: number;
}

/** The list after a window was opened, edited or closed. */
export const withWindow = (
  all: LivePromo[],
  event: Extract<LiveEvent, { name: 'window' }>,
  { center, radiusM }: Around,
): LivePromo[] => {
  const others = all.filter(({ window }) => window !== event.window);
  if (!event.live || event.change === 'closed') return others;
  const distance = center ? Math.round(distanceBetween(center, event.live)) : null;
  if (distance !== null && distance > radiusM) return others;
  return [...others, { ...event.live, distance }];
};
