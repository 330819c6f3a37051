import { StreamingError } from '../errors.ts';

/**
 * A text that is the same for equal keys and different for others: `["a",1]`, `{"id":7}` (names sorted). Maps and Sets
 * are equal by content, in any order; objects by their own fields, whatever their class.
 *
 * @throws {StreamingError} `INVALID_KEY` for an object that shows nothing of itself, such as an Error or a Promise
 */
export function canonicalKey(key: unknown): string {
  if (typeof key === 'string') return JSON.stringify(key);
  if (typeof key === 'bigint') return `${key}n`;
  if (typeof key === 'number') return String(key === 0 ? 0 : key);
  if (typeof key !== 'object' || key === null) return String(key);
  if (Array.isArray(key)) return `[${key.map(canonicalKey).join(',')}]`;
  if (key instanceof Date) return `Date(${key.getTime()})`;
  const fields = Object.entries(key).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  if (fields.length === 0) return withoutFields(key);
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${canonicalKey(value)}`).join(',')}}`;
}

function withoutFields(key: object): string {
  if (key instanceof Map) return `Map(${[...key].map(canonicalKey).sort().join(',')})`;
  if (key instanceof Set) return `Set(${[...key].map(canonicalKey).sort().join(',')})`;
  if (key instanceof RegExp) return `RegExp(${key})`;
  const prototype: unknown = Object.getPrototypeOf(key);
  if (prototype === Object.prototype || prototype === null || ArrayBuffer.isView(key)) return '{}';
  throw new StreamingError(
    'INVALID_KEY',
    `a key of class ${key.constructor?.name || '?'} has no fields; a key must be data, to be told from others`,
    { fix: 'Key by something in it: a text, a number, or an object of those.' },
  );
}
