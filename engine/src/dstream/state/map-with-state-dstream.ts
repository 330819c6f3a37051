import type { Duration } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';

/** What {@link mapWithState} gives: what was mapped, and a way to the states. */
export interface MapWithStateDStream<M, K, S> extends DStream<M> {
  /** All states after each batch, as (key, state); those whose timeout has passed are gone. */
  stateSnapshots(): DStream<[K, S]>;
  /**
   * How often the states are saved; default: every 10 slideDurations. As in Spark, timeouts are then looked for at
   * these times only, and not in every batch.
   *
   * @throws {StreamingError} `CONTEXT_STARTED`, `DURATION_NOT_A_MULTIPLE`
   */
  checkpoint(interval: Duration): this;
  /** Time between two snapshots of the states, ms. */
  readonly stateCheckpointInterval: Duration;
}
