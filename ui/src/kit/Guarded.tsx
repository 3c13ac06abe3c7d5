import { Suspense, type ReactNode } from 'react';
import { useLocation } from 'wouter';

import { Mishap } from './Mishap.tsx';
import { Failed, Loading } from './status/Status.tsx';

/** Pages that are fetched when they are first shown; a mishap of one ends with it. */
export const Guarded = ({ children }: { children: ReactNode }): ReactNode => {
  const [path] = useLocation();
  return (
    <Mishap key={path} fallback={(retry) => <Failed error={undefined} onRetry={retry} />}>
      <Suspense fallback={<Loading />}>{children}</Suspense>
    </Mishap>
  );
};
