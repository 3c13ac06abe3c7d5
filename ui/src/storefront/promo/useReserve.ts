import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';

import { promos } from '../../api/endpoints.ts';
import { uniqueKey } from '../../api/http.ts';
import type { Point, Reservation } from '../../api/types.ts';
import { retryBusy, retryDelay } from '../../kit/queryClient.ts';
import { useSurroundings } from '../data/place.ts';
import { queryClient, RESERVATIONS } from '../data/queries.ts';

/** Where this person says they are, when they said so; otherwise the server takes their home. */
const useClaim = (): Point | undefined => {
  const { kind, center } = useSurroundings();
  return kind === 'device' || kind === 'picked' ? center : undefined;
};

/** Asks for a hold. While the server is busy it keeps asking, with the same key: it holds one unit, not several. */
export const useReserve = (promo: number): UseMutationResult<Reservation, Error, void> => {
  const claim = useClaim();
  const key = useRef(uniqueKey());
  return useMutation<Reservation, Error, void>({
    mutationFn: () => promos.reserve(promo, claim, key.current),
    onMutate: () => {
      key.current = uniqueKey();
    },
    retry: retryBusy,
    retryDelay,
    onSettled: () => queryClient.invalidateQueries({ queryKey: RESERVATIONS }),
  });
};
