import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { promos } from '../../api/endpoints.ts';
import { Button } from '../../kit/Button.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { queryClient } from '../data/queries.ts';
import { useTexts } from '../texts/index.ts';
import { ActionBar } from './ActionBar.tsx';

/** "Tell me when one returns", and that one changed one's mind. */
export const WatchAction = ({ promo }: { promo: number }): ReactNode => {
  const { promo: texts } = useTexts();
  const queryKey = ['watch', promo];
  const watching = useQuery({ queryKey, queryFn: () => promos.isWatched(promo) }).data?.watching ?? false;
  const change = useMutation({
    mutationFn: (on: boolean) => (on ? promos.watch(promo) : promos.unwatch(promo)),
    onSuccess: (_, on) => queryClient.setQueryData(queryKey, { watching: on }),
  });
  return (
    <>
      <Button
        look={watching ? 'quiet' : 'primary'}
        wide
        busy={change.isPending}
        onClick={() => change.mutate(!watching)}
      >
        <Icon name={watching ? 'close' : 'bell'} size={20} />
        {watching ? texts.unwatch : texts.watch}
      </Button>
      {watching && <ActionBar.Hint>{texts.watching}</ActionBar.Hint>}
    </>
  );
};
