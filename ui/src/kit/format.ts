import type { Language } from '../api/language.ts';

/** A format is dear to make, and lists write the same kinds of texts again and again: each is made once. */
const kept = <Options extends object, Format>(
  Maker: new (language: string, options: Options) => Format,
): ((language: string, options: Options) => Format) => {
  const made = new Map<string, Format>();
  return (language, options) => {
    const key = language + JSON.stringify(options);
    const format = made.get(key) ?? new Maker(language, options);
    made.set(key, format);
    return format;
  };
};

const numberFormat = kept<Intl.NumberFormatOptions, Intl.NumberFormat>(Intl.NumberFormat);
const dateFormat = kept<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>(Intl.DateTimeFormat);
const relativeFormat = kept<Intl.RelativeTimeFormatOptions, Intl.RelativeTimeFormat>(Intl.RelativeTimeFormat);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "$ 9.90" as people of this language write it. Whole amounts keep their decimals: they stand beside others. */
export const money = (amount: string, currency: string, language: Language): string =>
  numberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(Number(amount));

/** By how many percent the price is lower, rounded down: never more than is true. */
export const percentOff = (price: string, original: string): number =>
  Math.max(0, Math.floor((1 - Number(price) / Number(original)) * 100 + 1e-9));

export const distance = (metres: number, language: Language): string => {
  const near = metres < 1000;
  return numberFormat(language, {
    style: 'unit',
    unit: near ? 'meter' : 'kilometer',
    maximumFractionDigits: near || metres >= 10_000 ? 0 : 1,
  }).format(near ? Math.round(metres / 10) * 10 : metres / 1000);
};

const two = (value: number): string => String(value).padStart(2, '0');

/** "4:09", "1 h 05 min", "2 d": what is left, rounded up, so that it reads 0:00 only when it is over. */
export const countdown = (leftMs: number): string => {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  if (seconds * 1000 >= 2 * DAY) return `${Math.floor((seconds * 1000) / DAY)} d`;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours} h ${two(minutes)} min` : `${minutes}:${two(seconds % 60)}`;
};

/** Writes times of day in a zone (or else this device's); with the weekday or the date when `at` is not today there. */
const timeFormat = (zone: string | undefined, at: Date, now: number, language: Language): Intl.DateTimeFormat => {
  const inZone = zone ? { timeZone: zone } : {};
  const day = dateFormat('en-CA', { ...inZone, dateStyle: 'short' });
  const today = day.format(at) === day.format(now);
  const near = Math.abs(at.getTime() - now) < 6 * DAY;
  return dateFormat(language, {
    ...inZone,
    hour: 'numeric',
    minute: '2-digit',
    ...(!today && (near ? { weekday: 'short' } : { day: 'numeric', month: 'short' })),
  });
};

export const timeIn = (zone: string | undefined, at: string, now: number, language: Language): string => {
  const date = new Date(at);
  return timeFormat(zone, date, now, language).format(date);
};

/** "Wed 5:00 – 7:00 PM". */
export const timesIn = (
  zone: string | undefined,
  from: string,
  until: string,
  now: number,
  language: Language,
): string => {
  const date = new Date(from);
  return timeFormat(zone, date, now, language).formatRange(date, new Date(until));
};

/** "3 minutes ago". */
export const ago = (at: string, now: number, language: Language): string => {
  const past = Date.parse(at) - now;
  const relative = relativeFormat(language, { numeric: 'auto' });
  if (past > -MINUTE) return relative.format(0, 'minute');
  if (past > -HOUR) return relative.format(Math.ceil(past / MINUTE), 'minute');
  if (past > -DAY) return relative.format(Math.ceil(past / HOUR), 'hour');
  return relative.format(Math.ceil(past / DAY), 'day');
};
