import { useSyncExternalStore } from 'react';

import type { Point, User } from '../../api/types.ts';
import { useUser } from '../../kit/useSession.ts';

export type Place =
  /** Where this device is, as it said once, or a point that was chosen on the map. */
  { kind: 'device' | 'picked'; point: Point } | { kind: 'home' } | { kind: 'everywhere' };

export const RADII_M = [1000, 2000, 5000, 20_000];

interface Stored {
  place: Place | undefined;
  radiusM: number;
}

const STORED = 'place';
const listeners = new Set<() => void>();

const read = (): Stored => {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED) ?? '') as Stored;
    return { place: stored.place, radiusM: stored.radiusM };
  } catch {
    return { place: undefined, radiusM: 5000 };
  }
};

let chosen = read();

const choose = (next: Stored): void => {
  chosen = next;
  localStorage.setItem(STORED, JSON.stringify(next));
  for (const tell of listeners) tell();
};

export const choosePlace = (place: Place): void => choose({ ...chosen, place });
export const chooseRadius = (radiusM: number): void => choose({ ...chosen, radiusM });

const subscribe = (tell: () => void): (() => void) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};

export const homeOf = (user: User | undefined): Point | undefined =>
  user && user.latitude !== null && user.longitude !== null
    ? { latitude: user.latitude, longitude: user.longitude }
    : undefined;

export interface Surroundings {
  kind: Place['kind'];
  center: Point | undefined;
  radiusM: number;
}

/** Around what offers are shown: what was chosen, or else home, or else everything. */
export const useSurroundings = (): Surroundings => {
  const { place, radiusM } = useSyncExternalStore(subscribe, () => chosen);
  const home = homeOf(useUser());
  if (place && 'point' in place) return { kind: place.kind, center: place.point, radiusM };
  if (home && place?.kind !== 'everywhere') return { kind: 'home', center: home, radiusM };
  return { kind: 'everywhere', center: undefined, radiusM };
};

/** Where this device says it is. Rejects when it may not or cannot say so. */
export const devicePosition = (): Promise<Point> =>
  new Promise((found, failed) => {
    if (!('geolocation' in navigator)) return failed(new Error('no geolocation'));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => found({ latitude: coords.latitude, longitude: coords.longitude }),
      failed,
      { timeout: 10_000, maximumAge: 60_000 },
    );
  });
