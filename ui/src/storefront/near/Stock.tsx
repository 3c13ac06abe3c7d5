import type { ReactNode } from 'react';

import type { LivePromo } from '../../api/types.ts';
import { classes } from '../../kit/classes.ts';
import { useLeft } from '../data/queries.ts';
import { useTexts } from '../texts/index.ts';
import styles from './Stock.module.css';

const FEW = 3;

/** How many are left, as it changes. */
export const Stock = ({ of, bar = false }: { of: LivePromo; bar?: boolean }): ReactNode => {
  const { card } = useTexts();
  const left = useLeft(of);
  const counted = bar ? card.leftOf(left, of.stock) : card.left(left);
  const text = left > 1 ? counted : left === 1 ? card.last : card.soldOut;
  return (
    <span className={classes(styles.stock, left === 0 ? styles.gone : left <= FEW && styles.few)}>
      {text}
      {bar && <meter className={styles.bar} min={0} max={of.stock} value={left} aria-hidden="true" />}
    </span>
  );
};
