import type { ReactNode } from 'react';
import { Link } from 'wouter';

import type { LivePromo } from '../../api/types.ts';
import { distance, timeIn } from '../../kit/format.ts';
import { Thumb } from '../../kit/Thumb.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { useTexts } from '../texts/index.ts';
import { Countdown } from './Countdown.tsx';
import { Price } from './Price.tsx';
import styles from './PromoCard.module.css';
import { Stock } from './Stock.tsx';

const HOUR_MS = 3_600_000;

/** Counts down to what is near; names the time of what is far. */
const Opening = ({ of }: { of: LivePromo }): ReactNode => {
  const { card } = useTexts();
  const language = useLanguage();
  const now = useNow();
  return Date.parse(of.opens_at) - now < HOUR_MS ? (
    <Countdown until={of.opens_at}>{card.opensIn}</Countdown>
  ) : (
    <time dateTime={of.opens_at}>{card.opensAt(timeIn(of.time_zone, of.opens_at, now, language))}</time>
  );
};

export const PromoCard = ({ offer, live }: { offer: LivePromo; live: boolean }): ReactNode => {
  const { card } = useTexts();
  const language = useLanguage();
  return (
    <Link href={`/promos/${offer.id}/`} className={styles.card}>
      <div className={styles.thumb}>
        <Thumb product={offer.product} name={offer.product_name} image={offer.image} />
      </div>
      <div className={styles.body}>
        <div>
          <h3 className={styles.name}>{offer.product_name}</h3>
          <p className={styles.where}>
            {offer.distance !== null && `${distance(offer.distance, language)} · `}
            {offer.store_name}
          </p>
        </div>
        <Price of={offer} />
        <p className={styles.facts}>
          <span className={styles.time}>
            {live ? <Countdown until={offer.closes_at}>{card.closesIn}</Countdown> : <Opening of={offer} />}
          </span>
          {live ? <Stock of={offer} /> : <span>{card.units(offer.left)}</span>}
        </p>
      </div>
    </Link>
  );
};
