import type { ReactNode } from 'react';

import type { Product, Promo, PromoWindow } from '../../api/types.ts';
import { countdown, money, timesIn } from '../../kit/format.ts';
import { Loaded } from '../../kit/status/Status.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { useProduct, usePromo, usePromoStats, useWindows } from '../data/queries.ts';
import { Chip, Page, Panel, Section } from '../shell/Page.tsx';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';
import { CloseButton } from './CloseButton.tsx';
import { EditButton } from './EditButton.tsx';
import { ExtendButtons } from './ExtendButtons.tsx';
import { Funnel } from './Funnel.tsx';
import styles from './Promo.module.css';
import { SellThrough } from './SellThrough.tsx';
import { WindowsTable } from './WindowsTable.tsx';

const Time = ({ of }: { of: PromoWindow }): ReactNode => {
  const { promo } = useTexts();
  const language = useLanguage();
  const now = useNow();
  const { time_zone: zone } = useStore();
  const open = Date.parse(of.opens_at) <= now;
  const left = countdown(Date.parse(open ? of.closes_at : of.opens_at) - now);
  return (
    <p className={styles.time}>
      {timesIn(zone, of.opens_at, of.closes_at, now, language)}
      {' · '}
      {open ? promo.closesIn(left) : promo.opensIn(left)}
    </p>
  );
};

/** The window that is open or next, and what can be done with it. */
const Now = ({ promo, window }: { promo: Promo; window: PromoWindow }): ReactNode => {
  const { promos } = useTexts();
  return (
    <div className={styles.now}>
      <div className={styles.nowhead}>
        <div>
          <Chip {...(promo.status === 'live' && { look: 'live' })}>{promos.states[promo.status] ?? promo.status}</Chip>
          <Time of={window} />
        </div>
        <div className={styles.buttons}>
          <ExtendButtons promo={promo.id} />
          <CloseButton promo={promo.id} />
        </div>
      </div>
      <SellThrough of={window} />
    </div>
  );
};

const Numbers = ({ promo }: { promo: Promo }): ReactNode => {
  const { promo: texts } = useTexts();
  const windows = useWindows(promo.id);
  const stats = usePromoStats(promo.id);
  const current = windows.data?.results.find(({ id }) => id === promo.current_window?.id);
  return (
    <>
      {current && <Now promo={promo} window={current} />}
      <div className={styles.columns}>
        <Section heading={texts.funnel}>
          <Panel>
            <Loaded query={stats}>{(data) => <Funnel of={data} />}</Loaded>
          </Panel>
        </Section>
        <Section heading={texts.windows}>
          <Loaded query={windows}>{({ results }) => <WindowsTable all={results} />}</Loaded>
        </Section>
      </div>
    </>
  );
};

const Titled = ({ promo, product }: { promo: Promo; product: Product }): ReactNode => {
  const language = useLanguage();
  return (
    <Page
      title={`${product.name}, ${money(promo.promo_price, product.currency, language)}`}
      actions={promo.status !== 'closed' && <EditButton promo={promo} product={product} />}
    >
      <Numbers promo={promo} />
    </Page>
  );
};

const OfPromo = ({ promo }: { promo: Promo }): ReactNode => (
  <Loaded query={useProduct(promo.product)}>{(product) => <Titled promo={promo} product={product} />}</Loaded>
);

const PromoPage = ({ id }: { id: number }): ReactNode => (
  <Loaded query={usePromo(id)}>{(promo) => <OfPromo promo={promo} />}</Loaded>
);

export default PromoPage;
