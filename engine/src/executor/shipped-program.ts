import type { Accumulator } from './accumulator.ts';
import type { Broadcast } from './broadcast.ts';
import type { Functions } from './wire-function.ts';

/** What the driver and its worker threads have in common, each item by its number. */
export interface ShippedProgram {
  readonly functions: Functions;
  /** Those that `build` has made. */
  readonly accumulators: readonly Accumulator<never, unknown>[];
  readonly broadcasts: readonly Broadcast<unknown>[];
}
