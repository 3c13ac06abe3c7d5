import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { live, products, reservations, stores } from '../../api/endpoints.ts';
import { StockBoard } from '../../api/stock.ts';
import type { LivePromo, Page, Product, ReservationDetails, Store } from '../../api/types.ts';
import { makeQueryClient } from '../../kit/queryClient.ts';
import { usePollMs } from '../../kit/usePollMs.ts';
import { useUser } from '../../kit/useSession.ts';
import type { Around } from './offers.ts';

export const stock = new StockBoard();

export const queryClient = makeQueryClient();

export const offersKey = (around: Around): ['offers', Around] => ['offers', around];

const readOffers = async ({ center, radiusM }: Around): Promise<LivePromo[]> => {
  const [open, coming] = await Promise.all([live.near(center, radiusM), live.upcoming(center, radiusM)]);
  return [...new Map([...coming.results, ...open.results].map((offer) => [offer.window, offer])).values()];
};

export const useOffers = (around: Around): UseQueryResult<LivePromo[]> => {
  const refetchInterval = usePollMs();
  return useQuery({ queryKey: offersKey(around), queryFn: () => readOffers(around), refetchInterval });
};

/** What is left of an offer, by the newest that is known; of none, nothing. */
export const useLeft = (offer: LivePromo | null): number =>
  useSyncExternalStore(stock.subscribe, () => (offer ? stock.left(offer.window, offer) : 0));

/** The open or next window of a promo; null when there is none. */
const readOffer = async (promo: number): Promise<LivePromo | null> => (await live.ofPromo(promo)).results[0] ?? null;

export const offerKey = (promo: number): ['offer', number] => ['offer', promo];

export const useOffer = (promo: number): UseQueryResult<LivePromo | null> => {
  const refetchInterval = usePollMs();
  return useQuery({ queryKey: offerKey(promo), queryFn: () => readOffer(promo), refetchInterval });
};

export const useProduct = (id: number | undefined): UseQueryResult<Product> =>
  useQuery({
    queryKey: ['product', id],
    queryFn: () => products.find(id ?? 0),
    enabled: id !== undefined,
    staleTime: 300_000,
  });

export const useStore = (id: number | undefined): UseQueryResult<Store> =>
  useQuery({
    queryKey: ['store', id],
    queryFn: () => stores.find(id ?? 0),
    enabled: id !== undefined,
    staleTime: 300_000,
  });

export const RESERVATIONS = ['reservations'];

export const useReservations = (): UseQueryResult<Page<ReservationDetails>> =>
  useQuery({ queryKey: [...RESERVATIONS, 'all'], queryFn: reservations.list, enabled: useUser() !== undefined });

export const useReservationsOf = (promo: number): UseQueryResult<Page<ReservationDetails>> =>
  useQuery({
    queryKey: [...RESERVATIONS, 'promo', promo],
    queryFn: () => reservations.ofPromo(promo),
    enabled: useUser() !== undefined,
  });

export const useReservation = (id: number): UseQueryResult<ReservationDetails> =>
  useQuery({
    queryKey: [...RESERVATIONS, 'one', id],
    queryFn: () => reservations.find(id),
    enabled: useUser() !== undefined,
  });
