import { toError } from '../errors.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { Time } from '../time/duration.ts';
import type { DStreamGraph } from './graph.ts';
import type { StreamNode } from './stream-node.ts';

/** How far a stream that builds on its own RDDs has come, and the batches that it does without. */
export class WorkedOut {
  readonly #graph: DStreamGraph;
  readonly #leftOut = new Set<Time>();
  #upTo = Number.NEGATIVE_INFINITY;

  constructor(graph: DStreamGraph) {
    this.#graph = graph;
  }

  /** Its RDD could not be made. What stands for it, if anything does, is another batch's. */
  leaveOut(batchTime: Time): void {
    this.#leftOut.add(batchTime);
  }

  isLeftOut(batchTime: Time): boolean {
    return this.#leftOut.has(batchTime);
  }

  /**
   * Makes the stream's RDD at `batchTime` and works out all of `rdds` up to it.
   *
   * @returns why some could not be; each was given up. @throws the first reason, unless the graph leaves failures out
   */
  async workOut(
    stream: StreamNode<unknown>,
    rdds: ReadonlyMap<Time, RDD<unknown>>,
    batchTime: Time,
  ): Promise<Error[]> {
    const failures: Error[] = [];
    try {
      stream.getOrCompute(batchTime);
    } catch (thrown) {
      if (!this.#graph.leavesOutFailures) throw thrown;
      stream.leaveOut(batchTime);
      failures.push(toError(thrown));
    }
    for (const [time, rdd] of rdds) {
      const isNew = time > this.#upTo && time <= batchTime && !this.#leftOut.has(time);
      if (!isNew || (rdd.isPrepared && rdd.failure === undefined)) continue;
      try {
        await this.#graph.engine.prepare(rdd);
      } catch (thrown) {
        // What was not given up, such as for a stop, is to be worked out another time.
        if (!this.#graph.leavesOutFailures || rdd.failure === undefined) throw thrown;
        failures.push(toError(thrown));
      }
    }
    this.#upTo = batchTime;
    return failures;
  }

  forgetUpTo(batchTime: Time): void {
    for (const time of this.#leftOut) if (time <= batchTime) this.#leftOut.delete(time);
  }

  /** The batches up to `zeroTime` were jumped over. */
  jumpTo(zeroTime: Time): void {
    this.#leftOut.clear();
    this.#upTo = zeroTime;
  }
}
