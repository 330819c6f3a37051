import { type Differences, differences, readCells } from './database.ts';
import type { Cells } from './oracle.ts';

/** What is there of batches must be whole: batches may be absent, those that are there are the oracle's. */
export function partialBatches(
  database: string,
  expected: Cells,
): Differences & { readonly batches: ReadonlySet<number> } {
  const actual = cellsOrNone(database);
  const batches = new Set(actual.keys().map(batchOf));
  const ofThose = new Map(expected.entries().filter(([key]) => batches.has(batchOf(key))));
  return { ...differences(actual, ofThose), batches };
}

function batchOf(key: string): number {
  return Number.parseInt(key, 10);
}

/** A database that was not made yet has none. */
function cellsOrNone(database: string): Cells {
  try {
    return readCells(database);
  } catch {
    return new Map();
  }
}
