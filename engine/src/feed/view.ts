import { StreamingError } from '../errors.ts';
import { isObject, type JsonObject } from '../sources/json-object.ts';
import type { Reposts, View } from './messages.ts';

export const MAX_VIEW_ROWS = 2000;
export const MAX_FILTER_LENGTH = 200;

const REPOSTS: readonly Reposts[] = ['in', 'out', 'only'];

/** What a client sees that never said what it wants. */
export const defaultView: View = { window_s: 300, reposts: 'in', filter: '', limit: 200 };

/**
 * `view` with what `change` says, checked.
 *
 * @param change from outside: anything
 * @param windowsS the windows there are, s; undefined: not known here, any whole number of seconds goes
 * @throws {StreamingError} `BAD_VIEW`
 */
export function changedView(view: View, change: unknown, windowsS?: readonly number[]): View {
  if (!isObject(change)) throw badView('view', change, 'an object');
  const { window_s, reposts, filter, limit }: JsonObject = { ...view, ...change };
  if (!isWhole(window_s) || (windowsS !== undefined && !windowsS.includes(window_s))) {
    throw badView(
      'window_s',
      window_s,
      windowsS === undefined ? 'whole seconds' : `one of ${windowsS.join(', ')}`,
    );
  }
  if (!REPOSTS.includes(reposts as Reposts))
    throw badView('reposts', reposts, `one of ${REPOSTS.join(', ')}`);
  if (typeof filter !== 'string' || filter.length > MAX_FILTER_LENGTH) {
    throw badView('filter', filter, `text of ${MAX_FILTER_LENGTH} characters at most`);
  }
  if (!isWhole(limit) || limit > MAX_VIEW_ROWS) throw badView('limit', limit, `1 to ${MAX_VIEW_ROWS}`);
  return { window_s, reposts: reposts as Reposts, filter, limit };
}

/** `view` with what a URL's query says: `window_s`, `reposts`, `filter`, `limit`; other names are left alone. */
export function viewOfQuery(view: View, query: URLSearchParams, windowsS?: readonly number[]): View {
  const change: Record<string, unknown> = {};
  for (const name of ['reposts', 'filter'] as const) if (query.has(name)) change[name] = query.get(name);
  for (const name of ['window_s', 'limit'] as const)
    if (query.has(name)) change[name] = numberOf(query.get(name));
  return changedView(view, change, windowsS);
}

/** The reverse of {@link viewOfQuery}. */
export function queryOfView({ window_s, reposts, filter, limit }: View): URLSearchParams {
  return new URLSearchParams({ window_s: `${window_s}`, reposts, filter, limit: `${limit}` });
}

function numberOf(text: string | null): unknown {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function badView(name: string, value: unknown, rule: string): StreamingError {
  const shown = JSON.stringify(value) ?? String(value);
  return new StreamingError('BAD_VIEW', `${name} is ${shown.slice(0, 80)}; it must be ${rule}`);
}
