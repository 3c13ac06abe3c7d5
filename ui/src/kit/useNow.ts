import { useSyncExternalStore } from 'react';

import { serverClock } from '../api/clock.ts';

const TICK_MS = 250;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = serverClock.now();

const tick = (): void => {
  now = serverClock.now();
  for (const tell of listeners) tell();
};

/** One timer for all countdowns, so that they change together. */
const subscribe = (tell: () => void): (() => void) => {
  listeners.add(tell);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(tell);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** The server's time in milliseconds, rounded down to `every`: what uses it is drawn anew no more often. */
export const useNow = (every = 1000): number =>
  useSyncExternalStore(subscribe, () => {
    if (timer === undefined) now = serverClock.now();
    return Math.floor(now / every) * every;
  });
