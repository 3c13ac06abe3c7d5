import { onLiveEvent } from '../../api/live.ts';
import type { LiveEvent } from '../../api/stream.ts';
import type { LivePromo } from '../../api/types.ts';
import { showArrival } from './arrivals.ts';
import { addNotice } from './inbox.ts';
import { withWindow, type Around } from './offers.ts';
import { offerKey, queryClient, stock } from './queries.ts';

const changeLists = (event: Extract<LiveEvent, { name: 'window' }>): void => {
  for (const { queryKey } of queryClient.getQueryCache().findAll({ queryKey: ['offers'] })) {
    const around = queryKey[1] as Around;
    queryClient.setQueryData<LivePromo[]>(queryKey, (all) => all && withWindow(all, event, around));
  }
};

const take = (event: LiveEvent): void => {
  switch (event.name) {
    case 'hello':
      if (!event.resumed) void queryClient.invalidateQueries();
      break;
    case 'stock':
      stock.take(event);
      break;
    case 'window':
      changeLists(event);
      void queryClient.invalidateQueries({ queryKey: offerKey(event.promo) });
      break;
    case 'notice':
      if (addNotice(event.notice)) showArrival(event.notice);
      break;
  }
};

/** Lets what the stream tells change what is shown. */
export const followLive = (): (() => void) => onLiveEvent(take);
