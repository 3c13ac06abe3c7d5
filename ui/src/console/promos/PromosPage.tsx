import type { ReactNode } from 'react';
import { Link } from 'wouter';

import type { Promo } from '../../api/types.ts';
import { ButtonLink } from '../../kit/Button.tsx';
import { money, timeIn } from '../../kit/format.ts';
import { Icon } from '../../kit/Icon.tsx';
import { State } from '../../kit/State.tsx';
import { Loaded } from '../../kit/status/Status.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { useProduct, usePromos } from '../data/queries.ts';
import { Chip, NumberCell, Page, Panel, Table, TimeCell } from '../shell/Page.tsx';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';
import { wallTime, WEEKDAYS, weekdayName } from './schedule.ts';

const useSchedule = (promo: Promo): string => {
  const { promos } = useTexts();
  const language = useLanguage();
  const days =
    promo.weekdays.length === WEEKDAYS.length
      ? promos.every
      : promo.weekdays.map((day) => weekdayName(day, language)).join(', ');
  return `${days}, ${promos.between(wallTime(promo.start_time, language), wallTime(promo.end_time, language))}`;
};

const Row = ({ promo }: { promo: Promo }): ReactNode => {
  const { promos } = useTexts();
  const language = useLanguage();
  const now = useNow(60_000);
  const { time_zone: zone } = useStore();
  const product = useProduct(promo.product).data;
  const schedule = useSchedule(promo);
  const window = promo.current_window;
  return (
    <tr>
      <td>
        <Link href={`/promos/${promo.id}/`}>{product?.name ?? '…'}</Link>
      </td>
      <NumberCell>{product && money(promo.promo_price, product.currency, language)}</NumberCell>
      <TimeCell>{schedule}</TimeCell>
      <TimeCell>{window ? timeIn(zone, window.opens_at, now, language) : '–'}</TimeCell>
      <NumberCell>{window ? `${window.left} / ${window.stock}` : '–'}</NumberCell>
      <td>
        <Chip {...(promo.status === 'live' && { look: 'live' })}>{promos.states[promo.status] ?? promo.status}</Chip>
      </td>
    </tr>
  );
};

const Rows = ({ all }: { all: Promo[] }): ReactNode => {
  const { promos } = useTexts();
  const { columns } = promos;
  if (all.length === 0) {
    return (
      <Panel>
        <State icon="clock" title={promos.emptyTitle} text={promos.emptyText} />
      </Panel>
    );
  }
  const names = [
    { name: columns.product },
    { name: columns.price, number: true },
    { name: columns.when },
    { name: columns.next },
    { name: columns.stock, number: true },
    { name: columns.state },
  ];
  return (
    <Table label={promos.title} columns={names}>
      {all.map((promo) => (
        <Row key={promo.id} promo={promo} />
      ))}
    </Table>
  );
};

const PromosPage = (): ReactNode => {
  const { promos: texts } = useTexts();
  const promos = usePromos(useStore().id);
  return (
    <Page
      title={texts.title}
      actions={
        <ButtonLink to="/promos/new/" look="primary">
          <Icon name="plus" size={20} />
          {texts.new}
        </ButtonLink>
      }
    >
      <Loaded query={promos}>{({ results }) => <Rows all={results} />}</Loaded>
    </Page>
  );
};

export default PromosPage;
