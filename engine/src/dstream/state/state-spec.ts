import { StreamingError } from '../../errors.ts';
import { type Partitioner, requireNumPartitions } from '../../rdd/partitioner.ts';
import type { Pair, RDD, Recordlike } from '../../rdd/rdd.ts';
import { type Duration, requireDuration, type Time } from '../../time/duration.ts';
import type { State } from './state.ts';
import type { StateLayout } from './state-partitioner.ts';

/**
 * What is made of a record and its key's state; also called without a value when the state times out.
 *
 * @returns undefined or null: nothing
 */
export type MappingFunction<K, V, S, M> = (
  batchTime: Time,
  key: K,
  value: V | undefined,
  state: State<S>,
) => M | undefined | null;

/** {@link MappingFunction} without the time, and with something for each record. */
export type SimpleMappingFunction<K, V, S, M> = (key: K, value: V | undefined, state: State<S>) => M;

/** What a {@link StateSpec} says. */
export interface StateSettings<K, V, S, M> extends StateLayout<K> {
  readonly mapping: MappingFunction<K, V, S, M>;
  /** Whether `mapping` gives a record for undefined and null too. */
  readonly isSimple: boolean;
  readonly initialState?: RDD<Pair<K, S>> | undefined;
  readonly timeout?: Duration | undefined;
}

/** How {@link mapWithState} works. Made by `StateSpec.function(…)`; each further call gives a new one. */
export class StateSpec<K, V, S, M> {
  readonly settings: StateSettings<K, V, S, M>;

  constructor(settings: StateSettings<K, V, S, M>) {
    this.settings = settings;
  }

  /**
   * @param mapping `(key, value, state) => mapped`, or `(batchTime, key, value, state) => mapped or nothing`. The
   *   two are told apart by the number of parameters, so the second must declare all four, none with a default
   */
  static function<K, V, S, M extends Recordlike>(
    // Without a fourth parameter TypeScript would read `[word, 1]` in a function with four as a list.
    mapping: (key: K, value: V | undefined, state: State<S>, nothing?: never) => M,
  ): StateSpec<K, V, S, M>;
  static function<K, V, S, R extends Recordlike>(
    mapping: (batchTime: Time, key: K, value: V | undefined, state: State<S>) => R,
  ): StateSpec<K, V, S, NonNullable<R>>;
  static function<K, V, S, M>(
    mapping: SimpleMappingFunction<K, V, S, M> | MappingFunction<K, V, S, M>,
  ): StateSpec<K, V, S, M> {
    if (typeof mapping !== 'function') {
      throw new StreamingError(
        'INVALID_FUNCTION',
        `StateSpec.function got ${String(mapping)}; it must be a function`,
      );
    }
    if (mapping.length >= 4) {
      return new StateSpec({ mapping: mapping as MappingFunction<K, V, S, M>, isSimple: false });
    }
    const simple = mapping as SimpleMappingFunction<K, V, S, M>;
    return new StateSpec<K, V, S, M>({
      mapping: (_batchTime, key, value, state) => simple(key, value, state),
      isSimple: true,
    });
  }

  /** The states before the first batch, as if updated in it. Of two of a key the first counts. */
  initialState(rdd: RDD<Pair<K, S>>): StateSpec<K, V, S, M> {
    return new StateSpec({ ...this.settings, initialState: rdd });
  }

  /** @throws {StreamingError} `INVALID_NUM_PARTITIONS` */
  numPartitions(numPartitions: number): StateSpec<K, V, S, M> {
    requireNumPartitions(numPartitions);
    return new StateSpec({ ...this.settings, numPartitions });
  }

  /** Where keys are kept; a function gives an integer for a key. */
  partitioner(partitioner: Partitioner | ((key: K) => number)): StateSpec<K, V, S, M> {
    return new StateSpec({ ...this.settings, partitioner });
  }

  /**
   * A key not touched for longer than `duration` gets a last call without a value, and is removed. With a timeout
   * every record touches its key's state, also one that only reads it.
   *
   * @throws {StreamingError} `INVALID_DURATION`
   */
  timeout(duration: Duration): StateSpec<K, V, S, M> {
    requireDuration('timeout', duration);
    return new StateSpec({ ...this.settings, timeout: duration });
  }
}
