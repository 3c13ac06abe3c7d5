import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';

import type { StoreStats } from '../../api/types.ts';
import { Segmented } from '../../kit/Segmented.tsx';
import { State } from '../../kit/State.tsx';
import { Loaded } from '../../kit/status/Status.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useStoreStats } from '../data/queries.ts';
import { Figure, Figures, NumberCell, Page, Panel, Section, Table } from '../shell/Page.tsx';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';
import { everyDay } from './everyDay.ts';
import styles from './Notices.module.css';

const DayChart = lazy(() => import('./DayChart.tsx'));

const PERIODS = ['7', '30', '90'] as const;

type Period = (typeof PERIODS)[number];

const ByStatus = ({ of }: { of: Record<string, number> }): ReactNode => {
  const { notices } = useTexts();
  const language = useLanguage();
  return (
    <Table label={notices.byStatus} columns={[{ name: notices.byStatus }, { name: notices.count, number: true }]}>
      {Object.entries(of).map(([status, count]) => (
        <tr key={status}>
          <td>{notices.statuses[status] ?? status}</td>
          <NumberCell>{new Intl.NumberFormat(language).format(count)}</NumberCell>
        </tr>
      ))}
    </Table>
  );
};

const Stats = ({ of }: { of: StoreStats }): ReactNode => {
  const { notices } = useTexts();
  const language = useLanguage();
  const days = useMemo(() => everyDay(of), [of]);
  const number = new Intl.NumberFormat(language);
  if (Object.keys(of.notifications_by_status).length === 0) {
    return (
      <Panel>
        <State icon="bell" title={notices.none} text={notices.noneText} />
      </Panel>
    );
  }
  return (
    <>
      <Figures>
        <Figure name={notices.sent}>{number.format(of.total_notifications_sent)}</Figure>
        <Figure name={notices.shoppers}>{number.format(of.unique_users_notified)}</Figure>
      </Figures>
      <Section heading={notices.byDay}>
        <Panel>
          <Suspense fallback={<div className={styles.chart} />}>
            <DayChart label={notices.byDayLabel} name={notices.sent} days={days} />
          </Suspense>
        </Panel>
      </Section>
      <Section heading={notices.byStatus}>
        <ByStatus of={of.notifications_by_status} />
      </Section>
    </>
  );
};

const NoticesPage = (): ReactNode => {
  const { notices } = useTexts();
  const [period, setPeriod] = useState<Period>('30');
  const stats = useStoreStats(useStore().id, Number(period));
  return (
    <Page
      title={notices.title}
      actions={
        <div className={styles.period}>
          <Segmented
            label={notices.period}
            value={period}
            options={PERIODS.map((days) => [days, notices.days(Number(days))])}
            onChange={setPeriod}
          />
        </div>
      }
    >
      <Loaded query={stats}>{(data) => <Stats of={data} />}</Loaded>
    </Page>
  );
};

export default NoticesPage;
