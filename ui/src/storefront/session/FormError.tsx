import type { ReactNode } from 'react';

import { failureOf } from '../../api/errors.ts';
import { useTexts } from '../texts/index.ts';
import styles from './Session.module.css';

const useSentence = (error: unknown): string | undefined => {
  const { status } = useTexts();
  const failure = failureOf(error);
  switch (failure.kind) {
    case 'fields':
      return failure.fields['non_field_errors']?.join(' ');
    case 'refused':
    case 'unauthenticated':
    case 'forbidden':
      return failure.message;
    case 'busy':
      return status.busyText;
    case 'offline':
      return status.offlineText;
    case 'not_found':
      return status.notFound;
    case 'broken':
      return status.broken;
  }
};

/** What is wrong with a form as a whole; its fields say the rest. */
export const FormError = ({ error }: { error: unknown }): ReactNode => {
  const sentence = useSentence(error);
  return <div role="alert">{error !== null && sentence && <p className={styles.error}>{sentence}</p>}</div>;
};
