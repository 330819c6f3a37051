import { StreamingError } from '../../src/index.ts';
import type { Case, Outcome } from './case.ts';
import { kindOf } from './expected-error.ts';

/** How an operation that is none of a stream is written with ours. */
export type Call = (each: Case) => Outcome | Promise<Outcome>;

export type Row = readonly unknown[];

/** A call whose input rows are calls of their own, one after another; each gives one result, or several as a list. */
export function rowByRow(start: (each: Case) => (row: Row) => unknown): Call {
  return (each) => {
    const call = start(each);
    const expected = (each.expected_batches ?? []) as readonly unknown[];
    const batches = rowsOf(each).map((row, i) => {
      const result = attempt(() => call(row));
      // A result of two values is written as a row of two, or as a row of one list.
      const isRow = Array.isArray(result) && Array.isArray(expected[i]) && expected[i].length > 1;
      return isRow ? result : [result];
    });
    return { batches };
  };
}

export function rowsOf({ input_batches = [] }: Case): readonly Row[] {
  return input_batches as readonly Row[];
}

/** What a row gives, or the name that Spark has for what it throws. */
function attempt(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof StreamingError)) throw error;
    return kindOf(error.code) ?? error.code;
  }
}

/** A parameter of the case that must be a number. */
export function numberOf({ id, args }: Case, name: string): number {
  const value = args[name];
  if (typeof value !== 'number') throw new Error(`${id} lacks the number ${name}`);
  return value;
}
