import type { Pair } from '../rdd/rdd.ts';
import type { DStream } from './dstream.ts';
import {
  type UpdateFunction,
  type UpdateStateOptions,
  updateStateByKey,
} from './operators/update-state-by-key.ts';
import { WindowOperators } from './window-operators.ts';

/** Operators that keep something between batches. */
export abstract class StateOperators<T> extends WindowOperators<T> {
  updateStateByKey<K, V, S>(
    this: DStream<Pair<K, V>>,
    update: UpdateFunction<V, S>,
    options?: UpdateStateOptions<K, S>,
  ): DStream<[K, S]> {
    return updateStateByKey(this, update, options);
  }
}
