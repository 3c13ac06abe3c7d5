import type { ReactNode } from 'react';

import { Icon } from '../Icon.tsx';
import { useKitTexts } from '../texts/index.ts';
import styles from './Frame.module.css';

/** Whose pages these are, and which part of them. */
export const Brand = ({ part }: { part: string }): ReactNode => {
  const { brand } = useKitTexts();
  return (
    <p className={styles.brand}>
      <span className={styles.mark}>
        <Icon name="bolt" size={20} />
      </span>
      <span>
        {brand}
        <span className={styles.part}>{part}</span>
      </span>
    </p>
  );
};
