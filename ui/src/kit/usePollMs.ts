import { useSyncExternalStore } from 'react';

import { liveState, onLiveState } from '../api/live.ts';

const POLL_MS = 5000;
/** While the stream tells what changes, asking is only a net. */
const POLL_MS_LIVE = 60_000;

/** How often lists are asked for. */
export const usePollMs = (): number =>
  useSyncExternalStore(onLiveState, () => (liveState() === 'live' ? POLL_MS_LIVE : POLL_MS));
