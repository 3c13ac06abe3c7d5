import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { failureOf } from '../../api/errors.ts';
import { Button } from '../Button.tsx';
import { State } from '../State.tsx';
import { useKitTexts } from '../texts/index.ts';
import styles from './Status.module.css';

export const Loading = (): ReactNode => {
  const { loading } = useKitTexts();
  return (
    <div className={styles.loading} role="status">
      <span className="sr-only">{loading}</span>
      <div className={styles.bone} />
      <div className={styles.bone} />
      <div className={styles.bone} />
    </div>
  );
};

/** Why something could not be had, and what can be done. */
export const Failed = ({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactNode => {
  const texts = useKitTexts();
  const { kind } = failureOf(error);
  if (kind === 'not_found') return <State icon="map" title={texts.notFoundTitle} text={texts.notFound} />;
  if (kind === 'offline') return <State icon="offline" title={texts.offlineTitle} text={texts.offlineText} />;
  const busy = kind === 'busy';
  return (
    <State
      icon={busy ? 'clock' : 'stop'}
      title={busy ? texts.busyTitle : texts.brokenTitle}
      text={busy ? texts.busyText : texts.broken}
    >
      <Button onClick={onRetry}>{texts.tryAgain}</Button>
    </State>
  );
};

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** What was read; until then why it is not there. What was read once stays, however old. */
export const Loaded = <T,>({ query, children }: LoadedProps<T>): ReactNode => {
  const texts = useKitTexts();
  if (query.data !== undefined) return children(query.data);
  if (query.fetchStatus === 'paused') {
    return <State icon="offline" title={texts.offlineTitle} text={texts.offlineText} />;
  }
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  if (query.failureCount > 0) return <State icon="clock" title={texts.busyTitle} text={texts.busyText} />;
  return <Loading />;
};
