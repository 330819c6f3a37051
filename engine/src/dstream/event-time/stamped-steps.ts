import { engineFactory, type StepFunction } from '../../rdd/engine-function.ts';
import type { Stamped } from './stamped.ts';

// Users' functions take records; these make of them functions of stamped records, in every thread.

export const stamping = engineFactory(
  'stamping',
  (eventTimeOf: StepFunction) =>
    (record: unknown): [unknown, unknown] => [eventTimeOf(record), record],
);

export const mappingStamped = engineFactory(
  'mappingStamped',
  (f: StepFunction) =>
    ([eventTime, record]: Stamped<unknown>): Stamped<unknown> => [eventTime, f(record)],
);

export const filteringStamped = engineFactory(
  'filteringStamped',
  (predicate: StepFunction) =>
    ([, record]: Stamped<unknown>): boolean =>
      predicate(record),
);

export const flatMappingStamped = engineFactory(
  'flatMappingStamped',
  (f: StepFunction) =>
    ([eventTime, record]: Stamped<unknown>): Stamped<unknown>[] => {
      const stamped: Stamped<unknown>[] = [];
      for (const each of f(record)) stamped.push([eventTime, each]);
      return stamped;
    },
);
