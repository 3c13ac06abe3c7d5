import { expect, test } from 'vitest';

import { endsNextDay, wallTime, weekdayName } from './schedule.ts';

test('a week begins with Monday', () => {
  expect(weekdayName(1, 'en')).toBe('Mon');
  expect(weekdayName(7, 'es')).toBe('dom');
});

test('a time of day is written as the language does', () => {
  expect(wallTime('17:05:00', 'en').replace(/\s/g, ' ')).toBe('5:05 PM');
  expect(wallTime('17:05', 'es')).toBe('17:05');
});

test('a promo may cross midnight', () => {
  expect(endsNextDay({ start_time: '22:00', end_time: '02:00' })).toBe(true);
  expect(endsNextDay({ start_time: '09:00', end_time: '17:00' })).toBe(false);
});
