import { type PreparedDefinition, preparedRdd } from '../../rdd/prepared.ts';
import type { RDD } from '../../rdd/rdd.ts';

interface Cell<P> {
  value: P | undefined;
}

/** RDDs that the driver works out as a whole, and what it worked out for each, for as long as the RDD is kept. */
export class DriverBatches<T, P> {
  readonly #cells = new WeakMap<RDD<T>, Cell<P>>();

  /** @param giveUp when it cannot be worked out: said after the error, and what to take for it then */
  add(
    definition: PreparedDefinition<T, P>,
    giveUp?: { readonly consequence: string; readonly value: () => P },
  ): RDD<T> {
    const cell: Cell<P> = { value: undefined };
    const fallBack = (): void => {
      cell.value = giveUp?.value();
    };
    const rdd = preparedRdd({
      ...definition,
      prepare: prepareInto(cell, definition),
      giveUp: giveUp && { consequence: giveUp.consequence, readers: 'fail', fallBack },
    });
    this.#cells.set(rdd, cell);
    return rdd;
  }

  /** What was worked out; the RDD must be one of these, and prepared. undefined for none. */
  of(rdd: RDD<T> | undefined): P | undefined {
    return rdd === undefined ? undefined : this.#cells.get(rdd)?.value;
  }
}

function prepareInto<T, P>(cell: Cell<P>, { prepare }: PreparedDefinition<T, P>): () => Promise<P> {
  return async () => {
    const value = await prepare();
    cell.value = value;
    return value;
  };
}
