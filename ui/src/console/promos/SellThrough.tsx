import type { ReactNode } from 'react';

import type { PromoWindow } from '../../api/types.ts';
import { useTexts } from '../texts/index.ts';
import styles from './SellThrough.module.css';

type Counters = Pick<PromoWindow, 'stock' | 'held' | 'sold' | 'left'>;

/** How far a window is sold: sold, held and left of its units. */
export const SellThrough = ({ of }: { of: Counters }): ReactNode => {
  const { promo } = useTexts();
  const share = (units: number): { width: string } => ({ width: `${(100 * units) / of.stock}%` });
  return (
    <div>
      <div className={styles.bar} role="img" aria-label={promo.sellThrough(of.sold, of.held, of.left)}>
        <span className={styles.sold} style={share(of.sold)} />
        <span className={styles.held} style={share(of.held)} />
      </div>
      <p className={styles.legend} aria-hidden="true">
        <span>
          <strong>{of.sold}</strong> {promo.sold.toLowerCase()}
        </span>
        <span>
          <strong>{of.held}</strong> {promo.held.toLowerCase()}
        </span>
        <span>
          <strong>{of.left}</strong> {promo.left.toLowerCase()}
        </span>
      </p>
    </div>
  );
};
