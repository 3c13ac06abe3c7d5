import type { Language } from '../../api/language.ts';
import type { PromoFields } from '../../api/types.ts';

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** The name of a day; 1 is Monday. */
export const weekdayName = (day: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, day)));

/** "17:00:00" as people of this language write it. */
export const wallTime = (time: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(
    new Date(`2024-01-01T${time.length === 5 ? `${time}:00` : time}Z`),
  );

/** The window crosses midnight. */
export const endsNextDay = ({ start_time, end_time }: Pick<PromoFields, 'start_time' | 'end_time'>): boolean =>
  end_time < start_time;
