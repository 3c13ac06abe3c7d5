import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { promos as endpoints } from '../../api/endpoints.ts';
import type { Promo, PromoWindow } from '../../api/types.ts';
import { ButtonLink } from '../../kit/Button.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { State } from '../../kit/State.tsx';
import { Loaded } from '../../kit/status/Status.tsx';
import { useNow } from '../../kit/useNow.ts';
import { NUMBERS, usePromos, useSales } from '../data/queries.ts';
import { Figure, Figures, Page, Panel, Section } from '../shell/Page.tsx';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';
import { LiveCard } from './LiveCard.tsx';
import { SalesTable } from './SalesTable.tsx';
import styles from './Today.module.css';

const NewPromo = (): ReactNode => {
  const { today } = useTexts();
  return (
    <ButtonLink to="/promos/new/" look="primary">
      <Icon name="plus" size={20} />
      {today.newPromo}
    </ButtonLink>
  );
};

/** The open windows' numbers, as LiveCard reads them. */
const useOpenWindows = (live: Promo[]): PromoWindow[] =>
  useQueries({
    queries: live.map(({ id }) => ({
      queryKey: [...NUMBERS, 'windows', id],
      queryFn: () => endpoints.windows(id),
    })),
    combine: (all) =>
      all.flatMap(({ data }, index) => data?.results.filter(({ id }) => id === live[index]?.current_window?.id) ?? []),
  });

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);

const Summary = ({ live }: { live: Promo[] }): ReactNode => {
  const { today } = useTexts();
  const windows = useOpenWindows(live);
  const sold = useSales(useStore().id, 1).data?.count;
  return (
    <Figures>
      <Figure name={today.liveNow}>{live.length}</Figure>
      <Figure name={today.soldToday}>{sold ?? '–'}</Figure>
      <Figure name={today.heldNow}>{sum(windows.map(({ held }) => held))}</Figure>
      <Figure name={today.leftNow}>{sum(windows.map(({ left }) => left))}</Figure>
    </Figures>
  );
};

const Cards = ({ heading, promos }: { heading: string; promos: Promo[] }): ReactNode =>
  promos.length > 0 && (
    <Section heading={heading}>
      <div className={styles.cards}>
        {promos.map((promo) => (
          <LiveCard key={promo.id} promo={promo} />
        ))}
      </div>
    </Section>
  );

const opening = (promo: Promo): number => Date.parse(promo.current_window?.opens_at ?? '');

const Content = ({ all }: { all: Promo[] }): ReactNode => {
  const { today } = useTexts();
  const now = useNow();
  const coming = all
    .filter(({ current_window: window }) => window && Date.parse(window.closes_at) > now)
    .toSorted((a, b) => opening(a) - opening(b));
  const live = coming.filter((promo) => opening(promo) <= now);
  const soon = coming.filter((promo) => opening(promo) > now);
  return (
    <>
      <Summary live={live} />
      {coming.length === 0 && (
        <Panel>
          <State icon="bolt" title={today.nothingTitle} text={today.nothingText}>
            <NewPromo />
          </State>
        </Panel>
      )}
      <Cards heading={today.live} promos={live} />
      <Cards heading={today.soon} promos={soon} />
    </>
  );
};

export const TodayPage = (): ReactNode => {
  const { today } = useTexts();
  const promos = usePromos(useStore().id);
  return (
    <Page title={today.title} actions={<NewPromo />}>
      <Loaded query={promos}>{({ results }) => <Content all={results} />}</Loaded>
      <SalesTable />
    </Page>
  );
};
