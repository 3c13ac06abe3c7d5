import { useSyncExternalStore } from 'react';

import { currentSession, onSessionChange, type Session } from '../api/session.ts';
import type { User } from '../api/types.ts';

export const useSession = (): Session => useSyncExternalStore(onSessionChange, currentSession);

/** Who is signed in; nothing for others. */
export const useUser = (): User | undefined => {
  const session = useSession();
  return session.state === 'signed_in' ? session.user : undefined;
};
