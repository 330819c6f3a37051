import type { Pair } from '../../rdd/rdd.ts';
import type { Combiner } from '../../rdd/shuffle.ts';
import type { Time } from '../../time/duration.ts';
import type { Stamped } from './stamped.ts';
import type { WindowAggregator } from './window-aggregator.ts';

const asItIs = { save: (combiner: unknown): unknown => combiner };

export function reducing<K, V>(f: (a: V, b: V) => V): WindowAggregator<Pair<K, V>, K, V, V> {
  return {
    keyOf: (pair) => pair[0],
    create: (pair) => pair[1],
    add: (reduced, pair) => f(reduced, pair[1]),
    merge: f,
    isMergePure: true,
    finish: (reduced) => reduced,
    load: (saved) => saved as V,
    ...asItIs,
  };
}

export function combining<K, V, C>(combiner: Combiner<V, C>): WindowAggregator<Pair<K, V>, K, C, C> {
  const { createCombiner, mergeValue, mergeCombiners } = combiner;
  return {
    keyOf: (pair) => pair[0],
    create: (pair) => createCombiner(pair[1]),
    add: (combined, pair) => mergeValue(combined, pair[1]),
    merge: mergeCombiners,
    isMergePure: false,
    finish: (combined) => combined,
    load: (saved) => saved as C,
    ...asItIs,
  };
}

export function counting<T, K>(keyOf: (record: T) => K): WindowAggregator<T, K, number, number> {
  return {
    keyOf,
    create: () => 1,
    add: (count) => count + 1,
    merge: (a, b) => a + b,
    isMergePure: true,
    finish: (count) => count,
    load: (saved) => saved as number,
    ...asItIs,
  };
}

/** Values of one batch, or two groups put together: putting together costs the same however long they are. */
type Group<V> = { readonly values: Stamped<V>[] } | { readonly earlier: Group<V>; readonly later: Group<V> };

/** Values in order of event time; those of one time as they came. */
export function grouping<K, V>(): WindowAggregator<Pair<K, V>, K, Group<V>, V[]> {
  return {
    keyOf: (pair) => pair[0],
    create: (pair, eventTime) => ({ values: [[eventTime, pair[1]]] }),
    add(group, pair, eventTime) {
      if ('values' in group) group.values.push([eventTime, pair[1]]);
      return group;
    },
    merge: (earlier, later) => ({ earlier, later }),
    isMergePure: true,
    finish: (group) => inOrder(group).map(([, value]) => value),
    save: inOrder,
    load: (saved) => ({ values: saved as Stamped<V>[] }),
  };
}

function inOrder<V>(group: Group<V>): Stamped<V>[] {
  const values: Stamped<V>[] = [];
  // A list and not recursion: a long-lived window is as deep as the batches it saw.
  const stack: Group<V>[] = [group];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if ('values' in top) for (const value of top.values) values.push(value);
    else stack.push(top.later, top.earlier);
  }
  return values.sort(byTime);
}

function byTime([a]: readonly [Time, unknown], [b]: readonly [Time, unknown]): number {
  return a - b;
}
