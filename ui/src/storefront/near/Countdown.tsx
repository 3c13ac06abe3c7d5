import type { ReactNode } from 'react';

import { countdown } from '../../kit/format.ts';
import { useNow } from '../../kit/useNow.ts';

interface CountdownProps {
  until: string;
  /** What stands around the time that is left. */
  children: (left: string) => ReactNode;
}

/** The time that is left, by the server's clock. */
export const Countdown = ({ until, children }: CountdownProps): ReactNode => {
  const now = useNow();
  return <time dateTime={until}>{children(countdown(Date.parse(until) - now))}</time>;
};
