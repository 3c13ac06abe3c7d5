import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { live, products, promos, reservations, stores } from '../../api/endpoints.ts';
import { StockBoard } from '../../api/stock.ts';
import type { LivePromo, Page, Product, Reservation, Store } from '../../api/types.ts';
import { makeQueryClient } from '../../kit/queryClient.ts';
import { usePollMs } from '../../kit/usePollMs.ts';
import { useUser } from '../../kit/useSession.ts';
import type { Around } from './offers.ts';

export const stock = new StockBoard();

export const queryClient = makeQueryClient();

export const offersKey = (around: Around): ['offers', Around] => ['offers', around];

const readOffers = async ({ center, radiusM }: Around): Promise<LivePromo[]> => {
  const asked = Date.now();
  const [open, coming] = await Promise.all([live.near(center, radiusM), live.upcoming(center, radiusM)]);
  stock.forgetBefore(asked);
  return [...new Map([...coming.results, ...open.results].map((offer) => [offer.window, offer])).values()];
};

export const useOffers = (around: Around): UseQueryResult<LivePromo[]> => {
  const refetchInterval = usePollMs();
  return useQuery({ queryKey: offersKey(around), queryFn: () => readOffers(around), refetchInterval });
};

/** What is left of a window, by the newest that is known. */
export const useLeft = (window: number, listed: number): number =>
  useSyncExternalStore(stock.subscribe, () => stock.left(window) ?? listed);

/** The open or next window of a promo; null when there is none. */
const readOffer = async (promo: number, signedIn: boolean): Promise<LivePromo | null> => {
  const asked = Date.now();
  const { results } = await live.ofPromo(promo);
  stock.forgetBefore(asked);
  const offer = results.find(({ id }) => id === promo);
  return offer ?? (signedIn ? readNext(promo) : null);
};

/** A window that the board does not show yet, put together from its parts. */
const readNext = async (id: number): Promise<LivePromo | null> => {
  const promo = await promos.find(id);
  const window = promo.current_window;
  if (!window) return null;
  const product = await products.find(promo.product);
  const store = await stores.find(product.store);
  return {
    ...promo,
    window: window.id,
    product_name: product.name,
    original_price: product.original_price,
    currency: product.currency,
    image: product.image,
    store: store.id,
    store_name: store.name,
    latitude: store.latitude,
    longitude: store.longitude,
    address: store.address,
    time_zone: store.time_zone,
    opens_at: window.opens_at,
    closes_at: window.closes_at,
    stock: window.stock,
    left: window.left,
    distance: null,
  };
};

export const offerKey = (promo: number): ['offer', number] => ['offer', promo];

export const useOffer = (promo: number): UseQueryResult<LivePromo | null> => {
  const signedIn = useUser() !== undefined;
  const refetchInterval = usePollMs();
  return useQuery({
    queryKey: [...offerKey(promo), signedIn],
    queryFn: () => readOffer(promo, signedIn),
    refetchInterval,
  });
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

export const useReservations = (): UseQueryResult<Page<Reservation>> =>
  useQuery({ queryKey: [...RESERVATIONS, 'all'], queryFn: reservations.list, enabled: useUser() !== undefined });

export const useReservationsOf = (promo: number): UseQueryResult<Page<Reservation>> =>
  useQuery({
    queryKey: [...RESERVATIONS, 'promo', promo],
    queryFn: () => reservations.ofPromo(promo),
    enabled: useUser() !== undefined,
  });

export const useReservation = (id: number): UseQueryResult<Reservation> =>
  useQuery({
    queryKey: [...RESERVATIONS, 'one', id],
    queryFn: () => reservations.find(id),
    enabled: useUser() !== undefined,
  });
