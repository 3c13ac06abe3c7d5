import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';

import { notices, products, promos, stores } from '../../api/endpoints.ts';
import type {
  Page,
  Product,
  Promo,
  PromoStats,
  PromoWindow,
  ReservationDetails,
  Store,
  StoreStats,
} from '../../api/types.ts';
import { makeQueryClient } from '../../kit/queryClient.ts';
import { usePollMs } from '../../kit/usePollMs.ts';

export const queryClient = makeQueryClient();

export const PROMOS = ['promos'];
/** What changes with each sale: under one key, so that a frame of the stream refreshes all of it. */
export const NUMBERS = ['numbers'];

export const useStoresOf = (owner: number | undefined): UseQueryResult<Page<Store>> =>
  useQuery({
    queryKey: ['stores', owner],
    queryFn: () => stores.ofOwner(owner ?? 0),
    enabled: owner !== undefined,
  });

export const usePromos = (store: number): UseQueryResult<Page<Promo>> => {
  const refetchInterval = usePollMs();
  return useQuery({ queryKey: [...PROMOS, store], queryFn: () => promos.ofStore(store), refetchInterval });
};

export const usePromo = (id: number): UseQueryResult<Promo> =>
  useQuery({ queryKey: [...PROMOS, 'one', id], queryFn: () => promos.find(id) });

export const useWindows = (promo: number): UseQueryResult<Page<PromoWindow>> => {
  const refetchInterval = usePollMs();
  return useQuery({
    queryKey: [...NUMBERS, 'windows', promo],
    queryFn: () => promos.windows(promo),
    refetchInterval,
  });
};

export const usePromoStats = (promo: number): UseQueryResult<PromoStats> =>
  useQuery({ queryKey: [...NUMBERS, 'stats', promo], queryFn: () => promos.stats(promo) });

export const useSales = (store: number, days: number): UseQueryResult<Page<ReservationDetails>> =>
  useQuery({ queryKey: [...NUMBERS, 'sales', store, days], queryFn: () => stores.sales(store, days) });

export const useProducts = (store: number, search: string, page: number): UseQueryResult<Page<Product>> =>
  useQuery({
    queryKey: ['products', store, search, page],
    queryFn: () => products.ofStore(store, search, page),
    placeholderData: keepPreviousData,
  });

export const useProduct = (id: number): UseQueryResult<Product> =>
  useQuery({ queryKey: ['product', id], queryFn: () => products.find(id), staleTime: 60_000 });

export const useStoreStats = (store: number, days: number): UseQueryResult<StoreStats> =>
  useQuery({ queryKey: ['store-stats', store, days], queryFn: () => notices.storeStats(store, days) });
