import type { StoreStats } from '../../api/types.ts';

const DAY_MS = 86_400_000;

type Counts = Pick<StoreStats, 'start_date' | 'end_date' | 'notifications_by_day'>;

/** The counts of all days of a period, in order: the server tells only of those that have some. */
export const everyDay = ({ start_date, end_date, notifications_by_day: counts }: Counts): Record<string, number> => {
  const days: Record<string, number> = {};
  for (let at = Date.parse(start_date); at <= Date.parse(end_date); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    days[day] = counts[day] ?? 0;
  }
  return days;
};
