import type { Operator } from './case.ts';

/** Outputs in the middle of a case: what goes on is the stream itself. */
export const outputOperators: Readonly<Record<string, Operator>> = {
  print: (s) => {
    s.print();
    return s;
  },
  foreachRDD: (s) => {
    s.foreachRDD(() => {});
    return s;
  },
};
