import type { ReactNode } from 'react';

import { failureOf } from '../../api/errors.ts';
import { useKitTexts } from '../texts/index.ts';
import styles from './Status.module.css';

const useSentence = (error: unknown): string | undefined => {
  const texts = useKitTexts();
  const failure = failureOf(error);
  switch (failure.kind) {
    case 'fields':
      return failure.fields['non_field_errors']?.join(' ');
    case 'refused':
    case 'unauthenticated':
    case 'forbidden':
      return failure.message;
    case 'busy':
      return texts.busyText;
    case 'offline':
      return texts.offlineText;
    case 'not_found':
      return texts.notFound;
    case 'broken':
      return texts.broken;
  }
};

/** What is wrong with a form as a whole; its fields say the rest. */
export const FormError = ({ error }: { error: unknown }): ReactNode => {
  const sentence = useSentence(error);
  return (
    <div role="alert" className={styles.alert}>
      {error !== null && sentence && <p className={styles.error}>{sentence}</p>}
    </div>
  );
};
