import type { ReactNode } from 'react';

import type { PromoWindow } from '../../api/types.ts';
import { timesIn } from '../../kit/format.ts';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { Chip, NumberCell, Table, TimeCell } from '../shell/Page.tsx';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';

const isOpen = ({ opens_at, closes_at, state }: PromoWindow, now: number): boolean =>
  state === 'scheduled' && Date.parse(opens_at) <= now && now < Date.parse(closes_at);

const stateOf = (window: PromoWindow, now: number): string => {
  if (isOpen(window, now)) return 'open';
  return window.state === 'scheduled' && Date.parse(window.closes_at) <= now ? 'closed' : window.state;
};

const Row = ({ of }: { of: PromoWindow }): ReactNode => {
  const { promo } = useTexts();
  const language = useLanguage();
  const now = useNow();
  const { time_zone: zone } = useStore();
  const state = stateOf(of, now);
  return (
    <tr>
      <TimeCell>{timesIn(zone, of.opens_at, of.closes_at, now, language)}</TimeCell>
      <NumberCell>{of.stock}</NumberCell>
      <NumberCell>{of.sold}</NumberCell>
      <NumberCell>{of.held}</NumberCell>
      <NumberCell>{of.left}</NumberCell>
      <td>
        <Chip {...(state === 'open' && { look: 'live' })}>{promo.windowStates[state] ?? state}</Chip>
      </td>
    </tr>
  );
};

/** Every opening, with what was sold in it. */
export const WindowsTable = ({ all }: { all: PromoWindow[] }): ReactNode => {
  const { promo } = useTexts();
  const { columns } = promo;
  const names = [
    { name: columns.when },
    { name: columns.stock, number: true },
    { name: columns.sold, number: true },
    { name: columns.held, number: true },
    { name: columns.left, number: true },
    { name: columns.state },
  ];
  return (
    <Table label={promo.windows} columns={names}>
      {all.map((window) => (
        <Row key={window.id} of={window} />
      ))}
    </Table>
  );
};
