import { useDeferredValue, useEffect, useMemo, useState, type ReactNode } from 'react';

import { hear } from '../../api/live.ts';
import type { LivePromo } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { Loaded } from '../../kit/status/Status.tsx';
import { useNow } from '../../kit/useNow.ts';
import { useSession } from '../../kit/useSession.ts';
import { offersAt, type Offers } from '../data/offers.ts';
import { useSurroundings, type Surroundings } from '../data/place.ts';
import { useOffers } from '../data/queries.ts';
import { useTexts } from '../texts/index.ts';
import styles from './NearPage.module.css';
import { OfferLists } from './OfferLists.tsx';
import { OfferMap } from './OfferMap.tsx';
import { PlaceSheet } from './PlaceSheet.tsx';

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

const NOTHING: LivePromo[] = [];

/** The same object while nothing opens or closes, so that the map is not drawn anew each second. */
const useOffersNow = (all: LivePromo[]): Offers => {
  const now = useNow();
  const next = Math.min(
    ...all.flatMap(({ opens_at, closes_at }) => [Date.parse(opens_at), Date.parse(closes_at)]).filter((at) => at > now),
  );
  // oxlint-disable-next-line react/exhaustive-deps -- until `next` the answer stays the same
  return useMemo(() => offersAt(all, now), [all, next]);
};

interface AroundProps {
  around: Surroundings;
  onElsewhere: () => void;
}

/** The map and the question where one is stand from the start; what is offered comes into them. */
const Around = ({ around, onElsewhere }: AroundProps): ReactNode => {
  const { center, radiusM, kind } = around;
  // Drawn in pieces, between which the page answers to whoever touches it.
  const query = useDeferredValue(useOffers({ center, radiusM }));
  const offers = useOffersNow(query.data ?? NOTHING);
  const middle = center ?? query.data?.[0];
  // Whoever has a session may have a home, too.
  const homeless = useSession().state !== 'unknown' && kind === 'everywhere';
  return (
    <>
      {(middle || query.isPending) && (
        <div className={styles.map}>{middle && <OfferMap center={middle} offers={offers} />}</div>
      )}
      <div className={styles.lists}>
        {homeless && <AskPlace onAsk={onElsewhere} />}
        <Loaded query={query}>{() => <OfferLists around={around} offers={offers} onElsewhere={onElsewhere} />}</Loaded>
      </div>
    </>
  );
};

export const NearPage = (): ReactNode => {
  const { near } = useTexts();
  const around = useSurroundings();
  const { center, radiusM, kind } = around;
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
      <Around around={around} onElsewhere={() => setChoosing(true)} />
      {choosing && <PlaceSheet onClose={() => setChoosing(false)} />}
    </div>
  );
};
