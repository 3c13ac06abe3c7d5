import { lazy, Suspense, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';

import { hear } from '../../api/live.ts';
import type { LivePromo, Point } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { distance, money } from '../../kit/format.ts';
import { Icon } from '../../kit/Icon.tsx';
import type { Pin } from '../../kit/map/OffersMap.tsx';
import { State } from '../../kit/State.tsx';
import { Loaded } from '../../kit/status/Status.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { offersAt, type Offers } from '../data/offers.ts';
import { useSurroundings, type Surroundings } from '../data/place.ts';
import { useOffers } from '../data/queries.ts';
import { useTexts } from '../texts/index.ts';
import styles from './NearPage.module.css';
import { PlaceSheet } from './PlaceSheet.tsx';
import { PromoCard } from './PromoCard.tsx';

const OffersMap = lazy(() => import('../../kit/map/OffersMap.tsx'));

interface ListProps {
  heading: string;
  offers: LivePromo[];
  live: boolean;
}

const OfferList = ({ heading, offers, live }: ListProps): ReactNode =>
  offers.length > 0 && (
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

const Nothing = ({ around, onElsewhere }: { around: Surroundings; onElsewhere: () => void }): ReactNode => {
  const { near } = useTexts();
  const language = useLanguage();
  const text = around.center ? near.emptyText(distance(around.radiusM, language)) : near.emptyEverywhere;
  return (
    <State icon="bolt" title={near.emptyTitle} text={text}>
      <Button onClick={onElsewhere}>{near.elsewhere}</Button>
    </State>
  );
};

const AskPlace = ({ onAsk }: { onAsk: () => void }): ReactNode => {
  const { near, place } = useTexts();
  return (
    <div className={styles.ask}>
      <div>
        <p className={styles.asktitle}>{near.hereTitle}</p>
        <p className={styles.count}>{near.hereText}</p>
      </div>
      <Button look="primary" small onClick={onAsk}>
        {place.title}
      </Button>
    </div>
  );
};

const usePins = ({ live, soon }: Offers): Pin[] => {
  const language = useLanguage();
  return useMemo(() => {
    const pin = (offer: LivePromo, look: Pin['look']): Pin => ({
      id: offer.id,
      latitude: offer.latitude,
      longitude: offer.longitude,
      label: money(offer.promo_price, offer.currency, language),
      name: `${offer.product_name}, ${offer.store_name}`,
      look,
    });
    return [
      ...soon.map((offer) => pin(offer, 'soon')),
      ...live.map((offer) => pin(offer, offer.left > 0 ? 'live' : 'gone')),
    ];
  }, [live, soon, language]);
};

const Map = ({ center, offers }: { center: Point; offers: Offers }): ReactNode => {
  const { near } = useTexts();
  const language = useLanguage();
  const [, navigate] = useLocation();
  const pins = usePins(offers);
  const ringName = useCallback((metres: number) => distance(metres, language), [language]);
  return (
    <Suspense>
      <OffersMap
        key={`${center.latitude},${center.longitude},${language}`}
        label={near.map}
        center={center}
        pins={pins}
        ringName={ringName}
        onOpen={(id) => navigate(`/promos/${id}/`)}
      />
    </Suspense>
  );
};

/** The same object while nothing opens or closes, so that the map is not drawn anew each second. */
const useOffersNow = (all: LivePromo[]): Offers => {
  const now = useNow();
  const next = Math.min(
    ...all.flatMap(({ opens_at, closes_at }) => [Date.parse(opens_at), Date.parse(closes_at)]).filter((at) => at > now),
  );
  // oxlint-disable-next-line react/exhaustive-deps -- until `next` the answer stays the same
  return useMemo(() => offersAt(all, now), [all, next]);
};

const middleOf = (offers: LivePromo[]): Point | undefined => offers[0];

const Around = ({
  around,
  all,
  onElsewhere,
}: {
  around: Surroundings;
  all: LivePromo[];
  onElsewhere: () => void;
}): ReactNode => {
  const { near } = useTexts();
  const offers = useOffersNow(all);
  const center = around.center ?? middleOf(all);
  return (
    <>
      <div className={styles.map}>{center && <Map center={center} offers={offers} />}</div>
      <div className={styles.lists}>
        {around.kind === 'everywhere' && <AskPlace onAsk={onElsewhere} />}
        {offers.live.length + offers.soon.length === 0 && <Nothing around={around} onElsewhere={onElsewhere} />}
        <OfferList heading={near.live} offers={offers.live} live />
        <OfferList heading={near.soon} offers={offers.soon} live={false} />
      </div>
    </>
  );
};

export const NearPage = (): ReactNode => {
  const { near } = useTexts();
  const around = useSurroundings();
  const { center, radiusM, kind } = around;
  const query = useOffers({ center, radiusM });
  const [choosing, setChoosing] = useState(false);
  useEffect(() => {
    if (center) hear({ near: { ...center, radiusM } });
  }, [center, radiusM]);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>{near.title}</h1>
        <button type="button" className={styles.place} onClick={() => setChoosing(true)}>
          <Icon name="pin" size={18} />
          {near.place[kind]}
          <span className="sr-only">{near.changePlace}</span>
        </button>
      </header>
      <Loaded query={query}>
        {(all) => <Around around={around} all={all} onElsewhere={() => setChoosing(true)} />}
      </Loaded>
      {choosing && <PlaceSheet onClose={() => setChoosing(false)} />}
    </div>
  );
};
