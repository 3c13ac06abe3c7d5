import { lazy, Suspense, useCallback, useDeferredValue, useMemo, type ReactNode } from 'react';
import { useLocation } from 'wouter';

import type { LivePromo, Point } from '../../api/types.ts';
import { distance, money } from '../../kit/format.ts';
import type { Pin } from '../../kit/map/OffersMap.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import type { Offers } from '../data/offers.ts';
import { useTexts } from '../texts/index.ts';

const OffersMap = lazy(() => import('../../kit/map/OffersMap.tsx'));

const NONE: Offers = { live: [], soon: [] };

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

/** What is near, on a map: its ground first, then the pins, so that neither holds up the list beside it. */
export const OfferMap = ({ center, offers }: { center: Point; offers: Offers }): ReactNode => {
  const { near } = useTexts();
  const language = useLanguage();
  const [, navigate] = useLocation();
  const pins = usePins(useDeferredValue(offers, NONE));
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
