import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { stores } from '../../api/endpoints.ts';
import type { ReservationDetails } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { ago, money } from '../../kit/format.ts';
import { Icon } from '../../kit/Icon.tsx';
import { saveFile } from '../../kit/saveFile.ts';
import { State } from '../../kit/State.tsx';
import { Loaded } from '../../kit/status/Status.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { useSales } from '../data/queries.ts';
import { Chip, NumberCell, Panel, Section, Table } from '../shell/Page.tsx';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';

const DAYS = 30;
const SHOWN_MAX = 10;

const ExportButton = (): ReactNode => {
  const { today } = useTexts();
  const store = useStore();
  const download = useMutation({
    mutationFn: () => stores.salesCsv(store.id, DAYS),
    onSuccess: (file) => saveFile(file, `sales-${store.id}.csv`),
  });
  return (
    <Button small busy={download.isPending} onClick={() => download.mutate()}>
      <Icon name="download" size={18} />
      {today.export}
    </Button>
  );
};

const SaleRow = ({ of }: { of: ReservationDetails }): ReactNode => {
  const { today } = useTexts();
  const language = useLanguage();
  const now = useNow(10_000);
  return (
    <tr>
      <td>{of.product_name}</td>
      <td>{of.user_username}</td>
      <NumberCell>{money(of.price, of.currency, language)}</NumberCell>
      <td>{ago(of.completed_at ?? of.created_at, now, language)}</td>
      <td>{of.redeemed_at ? <Chip>{today.pickedUp}</Chip> : <Chip look="good">{today.toPickUp}</Chip>}</td>
    </tr>
  );
};

const Sales = ({ all }: { all: ReservationDetails[] }): ReactNode => {
  const { today } = useTexts();
  const { columns } = today;
  if (all.length === 0) {
    return (
      <Panel>
        <State icon="ticket" title={today.noSales} text={today.noSalesText} />
      </Panel>
    );
  }
  const names = [
    { name: columns.product },
    { name: columns.shopper },
    { name: columns.price, number: true },
    { name: columns.when },
    { name: columns.state },
  ];
  return (
    <Table label={today.sales} columns={names}>
      {all.slice(0, SHOWN_MAX).map((sale) => (
        <SaleRow key={sale.id} of={sale} />
      ))}
    </Table>
  );
};

export const SalesTable = (): ReactNode => {
  const { today } = useTexts();
  const sales = useSales(useStore().id, DAYS);
  return (
    <Section heading={today.sales} action={<ExportButton />}>
      <Loaded query={sales}>{({ results }) => <Sales all={results} />}</Loaded>
    </Section>
  );
};
