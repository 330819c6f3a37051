import type { Pair, RDD } from '../../rdd/rdd.ts';

/**
 * Where a stream of states begins. It is asked for until a batch has made states: when the first one is given up,
 * the next one begins in its place.
 */
export class InitialStates<K, S> {
  readonly #make: () => RDD<Pair<K, S>> | undefined;
  readonly #askedFor = new WeakMap<RDD<unknown>, RDD<Pair<K, S>>>();

  constructor(make: () => RDD<Pair<K, S>> | undefined) {
    this.#make = make;
  }

  /**
   * @param previous the states of the batch before, if there are any
   * @param isMade whether that one is prepared and has states
   */
  after(previous: RDD<unknown> | undefined, isMade: boolean): RDD<Pair<K, S>> | undefined {
    if (previous === undefined) return this.#make();
    return isMade ? undefined : this.#askedFor.get(previous);
  }

  /** What `states` begin with unless the batch before has made some. */
  beginning<R extends RDD<unknown>>(states: R, initial: RDD<Pair<K, S>> | undefined): R {
    if (initial !== undefined) this.#askedFor.set(states, initial);
    return states;
  }
}
