import { canonicalKey } from '../../src/rdd/keyed-map.ts';

/** Operations that give lists of values whose order Spark leaves open. */
const GROUPS = /^(groupByKey|cogroup)/;
/** Rows that are lists of entries, in no order. */
const SETS = /^StateMap /;

/**
 * A value as the cases write it: what is not there is null, as JSON has it; parts of a number beyond the tenth
 * digit are another machine's rounding.
 */
export function normalise(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number')
    return Number.isFinite(value) ? Number(value.toPrecision(10)) : String(value);
  if (value instanceof Set) return normalise([...value]);
  if (value instanceof Map) return normalise([...value]);
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
  if (Array.isArray(value)) return value.map(normalise);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, normalise(each)]));
}

/** Batches to compare: those of a case that is not `ordered` are compared as multisets. */
export function comparable(
  value: unknown,
  { ordered, op }: { readonly ordered: boolean; readonly op: string },
): unknown {
  const batches = normalise(value);
  if (!Array.isArray(batches)) return batches;
  if (SETS.test(op)) return batches.map((row) => (Array.isArray(row) ? row.map(sortedEntries) : row));
  if (ordered) return batches;
  return batches.map((batch) =>
    Array.isArray(batch) ? sorted(GROUPS.test(op) ? batch.map(sortedValues) : batch) : batch,
  );
}

function sortedValues(record: unknown): unknown {
  return Array.isArray(record)
    ? record.map((part) => (Array.isArray(part) ? deepSorted(part) : part))
    : record;
}

const sortedEntries = (value: unknown): unknown => (Array.isArray(value) ? sorted(value) : value);

const deepSorted = (list: readonly unknown[]): unknown[] =>
  sorted(list.map((each) => (Array.isArray(each) ? deepSorted(each) : each)));

function sorted(list: readonly unknown[]): unknown[] {
  return [...list].sort((a, b) => (canonicalKey(a) < canonicalKey(b) ? -1 : 1));
}
