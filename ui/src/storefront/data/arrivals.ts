import { useSyncExternalStore } from 'react';

import type { Notice } from '../../api/types.ts';

const SHOWN_MS = 8000;

let arrival: Notice | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

const become = (next: Notice | undefined): void => {
  arrival = next;
  for (const tell of listeners) tell();
};

/** Over whatever page is open, for a few seconds. */
export const showArrival = (notice: Notice): void => {
  clearTimeout(timer);
  timer = setTimeout(() => become(undefined), SHOWN_MS);
  become(notice);
};

export const dismissArrival = (): void => become(undefined);

export const useArrival = (): Notice | undefined =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => arrival,
  );
