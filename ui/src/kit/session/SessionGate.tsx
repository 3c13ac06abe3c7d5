import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';

import { onSessionChange, currentSession, restoreSession } from '../../api/session.ts';

const RETRY_MS = 3000;

const userId = (): number | undefined => {
  const session = currentSession();
  return session.state === 'signed_in' ? session.user.id : undefined;
};

/** Takes up this browser's session; pages are shown meanwhile as for a visitor. Another person sees nothing of the last. */
export const SessionGate = ({ children }: { children: ReactNode }): ReactNode => {
  const queryClient = useQueryClient();
  const last = useRef(userId());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const restore = (): Promise<void> =>
      restoreSession().catch(() => {
        timer = setTimeout(() => void restore(), RETRY_MS);
      });
    if (currentSession().state === 'unknown') void restore();
    return () => clearTimeout(timer);
  }, []);
  useEffect(
    () =>
      onSessionChange(() => {
        const next = userId();
        if (last.current !== undefined && last.current !== next) queryClient.clear();
        last.current = next;
      }),
    [queryClient],
  );
  return children;
};
