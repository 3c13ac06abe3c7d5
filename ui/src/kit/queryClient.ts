import { onlineManager, QueryClient } from '@tanstack/react-query';

import { failureOf } from '../api/errors.ts';

const RETRIES_MAX = 5;

/** Only a busy server is asked again, when it says so: other failures would be the same. */
export const retryBusy = (count: number, thrown: unknown): boolean =>
  failureOf(thrown).kind === 'busy' && count < RETRIES_MAX;

export const retryDelay = (count: number, thrown: unknown): number => {
  const failure = failureOf(thrown);
  const seconds = failure.kind === 'busy' ? failure.retryAfterSeconds : 1;
  return seconds * 1000 * 1.5 ** count * (0.75 + Math.random() / 2);
};

// It believes in a connection until an event says otherwise, and a page may be opened without one.
onlineManager.setOnline(navigator.onLine);

/** Changes are tried without a network, too, so that they fail at once and say so. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: retryBusy, retryDelay, staleTime: 10_000 },
      mutations: { networkMode: 'always' },
    },
  });
