import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { failureOf } from '../../api/errors.ts';
import { Button, ButtonLink } from '../../kit/Button.tsx';
import { State } from '../../kit/State.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Page.module.css';

export const Loading = (): ReactNode => {
  const { loading } = useTexts();
  return (
    <div className={styles.loading} role="status">
      <span className="sr-only">{loading}</span>
      <div className={styles.bone} />
      <div className={styles.bone} />
      <div className={styles.bone} />
    </div>
  );
};

export const NotFound = (): ReactNode => {
  const { status, promo } = useTexts();
  return (
    <State icon="map" title={status.notFoundTitle} text={status.notFound}>
      <ButtonLink to="/" look="primary">
        {promo.toNear}
      </ButtonLink>
    </State>
  );
};

/** Why something could not be had, and what can be done. */
export const Failed = ({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactNode => {
  const { status, tryAgain } = useTexts();
  const { kind } = failureOf(error);
  if (kind === 'not_found') return <NotFound />;
  if (kind === 'offline') return <State icon="offline" title={status.offlineTitle} text={status.offlineText} />;
  const busy = kind === 'busy';
  return (
    <State
      icon={busy ? 'clock' : 'stop'}
      title={busy ? status.busyTitle : status.brokenTitle}
      text={busy ? status.busyText : status.broken}
    >
      <Button onClick={onRetry}>{tryAgain}</Button>
    </State>
  );
};

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** What was read; until then why it is not there. What was read once stays, however old. */
export const Loaded = <T,>({ query, children }: LoadedProps<T>): ReactNode => {
  const { status } = useTexts();
  if (query.data !== undefined) return children(query.data);
  if (query.fetchStatus === 'paused') {
    return <State icon="offline" title={status.offlineTitle} text={status.offlineText} />;
  }
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  if (query.failureCount > 0) return <State icon="clock" title={status.busyTitle} text={status.busyText} />;
  return <Loading />;
};
