import { isObject, type JsonObject, LATEST_AT } from '@hashtide/engine/sources';

/** The moment from which snowflake ids count, epoch ms. */
const SNOWFLAKE_EPOCH_MS = 1_288_834_974_657n;
/** Ids up to here were plain numbers, given before there were snowflakes (November 2010). */
const LAST_PLAIN_ID = 30_000_000_000n;
/** A number below this is epoch seconds: as ms it would lie in the first months of 1973. */
const LEAST_EPOCH_MS = 100_000_000_000;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(?:Z|UTC|([+-])(\d\d):?(\d\d))?$/i;
const OLD = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d) (\d{4})$/;

/**
 * When a tweet was written, by its own word: `__rec.at`, else `created_at`, else the time in its snowflake id.
 *
 * @param record the whole line: an X object with the tweet in `data`, or the tweet itself
 * @returns epoch ms, whole; NaN when it says nothing about its time
 */
export function tweetTime(record: JsonObject): number {
  const rec = record.__rec;
  const stamp = isObject(rec) ? rec.at : undefined;
  const at = typeof stamp === 'number' ? inRange(stamp) : parseTime(stamp);
  if (!Number.isNaN(at)) return at;
  const tweet = isObject(record.data) ? record.data : record;
  const createdAt = parseTime(tweet.created_at);
  return Number.isNaN(createdAt) ? snowflakeTime(tweet.id_str ?? tweet.id) : createdAt;
}

/**
 * Reads ISO 8601 (also with a blank for the `T`, without a zone: UTC), the date of Twitter's API 1.1
 * (`Wed Oct 10 20:19:24 +0000 2018`), and a number of epoch ms or seconds.
 *
 * @returns epoch ms, whole; NaN for anything else
 */
export function parseTime(value: unknown): number {
  if (typeof value === 'number') return inRange(value < LEAST_EPOCH_MS && value > 0 ? value * 1000 : value);
  if (typeof value !== 'string' || value.length > 40) return Number.NaN;
  const iso = ISO.exec(value);
  if (iso) {
    const [
      ,
      year,
      month,
      day,
      hour = 0,
      minute = 0,
      second = 0,
      fraction = '',
      sign,
      zoneHours,
      zoneMinutes,
    ] = iso;
    const ms = Number(`${fraction}000`.slice(0, 3));
    const utc = Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
      ms,
    );
    return inRange(utc - zoneOffset(sign, zoneHours, zoneMinutes));
  }
  const old = OLD.exec(value);
  if (!old) return Number.NaN;
  const [, month = '', day, hour, minute, second, sign, zoneHours, zoneMinutes, year] = old;
  const monthIndex = MONTHS.indexOf(month);
  if (monthIndex < 0) return Number.NaN;
  const utc = Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second));
  return inRange(utc - zoneOffset(sign, zoneHours, zoneMinutes));
}

/** The same date `byMs` later, in the form it was written in; undefined when it is no date that we read. */
export function shiftDate(value: string, byMs: number): string | undefined {
  const time = parseTime(value);
  if (Number.isNaN(time) || Number.isNaN(inRange(time + byMs))) return undefined;
  const iso = new Date(time + byMs).toISOString();
  if (!OLD.test(value)) return iso;
  const [weekday = '', day, month, year, clockTime] = new Date(time + byMs).toUTCString().split(' ');
  return `${weekday.slice(0, 3)} ${month} ${day} ${clockTime} +0000 ${year}`;
}

function snowflakeTime(id: unknown): number {
  if (typeof id !== 'string' && typeof id !== 'number') return Number.NaN;
  const digits = String(id);
  if (!/^\d{1,19}$/.test(digits)) return Number.NaN;
  const number = BigInt(digits);
  return number <= LAST_PLAIN_ID ? Number.NaN : Number((number >> 22n) + SNOWFLAKE_EPOCH_MS);
}

function zoneOffset(
  sign: string | undefined,
  hours: string | undefined,
  minutes: string | undefined,
): number {
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function inRange(time: number): number {
  return time >= 0 && time <= LATEST_AT ? Math.floor(time) : Number.NaN;
}
