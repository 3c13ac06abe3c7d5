import type { ReactNode } from 'react';

import type { LivePromo } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { distance } from '../../kit/format.ts';
import { State } from '../../kit/State.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import type { Offers } from '../data/offers.ts';
import type { Surroundings } from '../data/place.ts';
import { useTexts } from '../texts/index.ts';
import styles from './NearPage.module.css';
import { PromoCard } from './PromoCard.tsx';

interface ListProps {
  heading: string;
  offers: LivePromo[];
  live: boolean;
}

const OfferList = ({ heading, offers, live }: ListProps): ReactNode => {
  if (offers.length === 0) return null;
  return (
    <section>
      <h2 className={styles.heading}>
        {live && <span className={styles.pulse} aria-hidden="true" />}
        {heading}
        <span className={styles.count}>{offers.length}</span>
      </h2>
      <ul className={styles.cards}>
        {offers.map((offer) => (
          <li key={offer.window}>
            <PromoCard offer={offer} live={live} />
          </li>
        ))}
      </ul>
    </section>
  );
};

interface OfferListsProps {
  around: Surroundings;
  offers: Offers;
  onElsewhere: () => void;
}

const Nothing = ({ around, onElsewhere }: Omit<OfferListsProps, 'offers'>): ReactNode => {
  const { near } = useTexts();
  const language = useLanguage();
  const text = around.center ? near.emptyText(distance(around.radiusM, language)) : near.emptyEverywhere;
  return (
    <State icon="bolt" title={near.emptyTitle} text={text}>
      <Button onClick={onElsewhere}>{near.elsewhere}</Button>
    </State>
  );
};

export const OfferLists = ({ around, offers: { live, soon }, onElsewhere }: OfferListsProps): ReactNode => {
  const { near } = useTexts();
  if (live.length + soon.length === 0) return <Nothing around={around} onElsewhere={onElsewhere} />;
  return (
    <>
      <OfferList heading={near.live} offers={live} live />
      <OfferList heading={near.soon} offers={soon} live={false} />
    </>
  );
};
