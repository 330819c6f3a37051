import { RddActions } from './rdd-actions.ts';
import type { RDDDefinition } from './rdd-node.ts';

/** A record that pair operations understand. */
export type Pair<K, V> = readonly [K, V];

/** What a step's function may give; written so that `(word) => [word, 1]` is a pair and not a list. */
export type Recordlike = [unknown, unknown] | NonNullable<unknown> | null | undefined;

/**
 * An immutable data set in partitions. It is a recipe: transformations run nothing, actions (those that return
 * a promise) do. Narrow steps (`map`, `filter`, …) run as one loop over a partition's records, a function call
 * a step and record, in order; after a shuffle (by key, `repartition`) the order is defined but not the input's.
 */
export class RDD<T> extends RddActions<T> {
  /** An RDD that reads this one. `numPartitions` and `parents` are this one's unless given. */
  derive<U>(definition: Pick<RDDDefinition<U>, 'name'> & Partial<RDDDefinition<U>>): RDD<U> {
    return new RDD<U>(this.context, {
      numPartitions: this.numPartitions,
      parents: [this],
      ...definition,
    });
  }
}
