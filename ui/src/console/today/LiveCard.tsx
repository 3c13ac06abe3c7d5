import type { ReactNode } from 'react';
import { Link } from 'wouter';

import type { Promo } from '../../api/types.ts';
import { countdown, money } from '../../kit/format.ts';
import { Thumb } from '../../kit/Thumb.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { useProduct, useWindows } from '../data/queries.ts';
import { SellThrough } from '../promos/SellThrough.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Today.module.css';

const WindowTime = ({ of }: { of: Promo }): ReactNode => {
  const { promo } = useTexts();
  const now = useNow();
  const window = of.current_window;
  if (!window) return null;
  const open = Date.parse(window.opens_at) <= now;
  const left = countdown(Date.parse(open ? window.closes_at : window.opens_at) - now);
  return <p className={styles.time}>{open ? promo.closesIn(left) : promo.opensIn(left)}</p>;
};

/** A promo that is live or will be, with its numbers as they move. */
export const LiveCard = ({ promo }: { promo: Promo }): ReactNode => {
  const language = useLanguage();
  const product = useProduct(promo.product).data;
  const window = useWindows(promo.id).data?.results.find(({ id }) => id === promo.current_window?.id);
  return (
    <Link href={`/promos/${promo.id}/`} className={styles.card}>
      <div className={styles.top}>
        <div className={styles.thumb}>
          <Thumb product={promo.product} name={product?.name ?? ''} image={product?.image} />
        </div>
        <div>
          <h3 className={styles.name}>{product?.name}</h3>
          <WindowTime of={promo} />
        </div>
        <p className={styles.price}>{product && money(promo.promo_price, product.currency, language)}</p>
      </div>
      {window && <SellThrough of={window} />}
    </Link>
  );
};
