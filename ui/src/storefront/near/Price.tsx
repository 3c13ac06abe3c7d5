import type { ReactNode } from 'react';

import type { LivePromo } from '../../api/types.ts';
import { classes } from '../../kit/classes.ts';
import { money, percentOff } from '../../kit/format.ts';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useTexts } from '../texts/index.ts';
import styles from './Price.module.css';

type Priced = Pick<LivePromo, 'promo_price' | 'original_price' | 'currency'>;

export const Price = ({ of, large = false }: { of: Priced; large?: boolean }): ReactNode => {
  const { card } = useTexts();
  const language = useLanguage();
  const original = money(of.original_price, of.currency, language);
  const percent = percentOff(of.promo_price, of.original_price);
  return (
    <p className={classes(styles.price, large && styles.large)}>
      <span className={styles.now}>{money(of.promo_price, of.currency, language)}</span>
      <s className={styles.was}>
        <span className="sr-only">{card.insteadOf('')}</span>
        {original}
      </s>
      {percent > 0 && <span className={styles.off}>{card.off(percent)}</span>}
    </p>
  );
};
