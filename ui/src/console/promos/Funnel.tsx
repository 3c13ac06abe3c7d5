import type { ReactNode } from 'react';

import type { FunnelSteps, PromoStats } from '../../api/types.ts';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useTexts } from '../texts/index.ts';
import styles from './Promo.module.css';

const STEPS = ['matched', 'notified', 'opened', 'held', 'bought', 'redeemed'] as const satisfies (keyof FunnelSteps)[];

/** Shares of the widest step; of small numbers the root, so that a sale among 10,000 notices is seen. */
const widthOf = (count: number, most: number): string => `${Math.round(100 * Math.sqrt(count / Math.max(most, 1)))}%`;

/** How many shoppers got how far. */
export const Funnel = ({ of }: { of: PromoStats }): ReactNode => {
  const { promo } = useTexts();
  const language = useLanguage();
  const most = Math.max(...STEPS.map((step) => of[step]));
  if (most === 0) return <p className={styles.soft}>{promo.funnelEmpty}</p>;
  return (
    <dl className={styles.funnel}>
      {STEPS.map((step) => (
        <div key={step} className={styles.funnelrow}>
          <dt>{promo.funnelSteps[step]}</dt>
          <dd>
            <span className={styles.step} style={{ width: widthOf(of[step], most) }} />
            <span className={styles.count}>{new Intl.NumberFormat(language).format(of[step])}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
};
