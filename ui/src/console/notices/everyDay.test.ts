import { expect, test } from 'vitest';

import { everyDay } from './everyDay.ts';

test('days without a notice are there, and all are in order', () => {
  const days = everyDay({
    start_date: '2026-02-27',
    end_date: '2026-03-02',
    notifications_by_day: { '2026-03-01': 5, '2026-02-27': 2 },
  });
  expect(Object.entries(days)).toEqual([
    ['2026-02-27', 2],
    ['2026-02-28', 0],
    ['2026-03-01', 5],
    ['2026-03-02', 0],
  ]);
});
