import { type DStream, minutes, type RDD, StreamingContext, seconds } from '@hashtide/engine';
import { ManualClock } from '@hashtide/engine/testing';
import { timed } from '../compare.ts';

/** Between two batches. */
export const BATCH = seconds(10);
export { minutes };

/** A stream that is played batch by batch, as fast as it goes. Only one may be open. */
export class PlayedStream<T> {
  readonly #ssc: StreamingContext;
  readonly #clock = new ManualClock();
  readonly #queue: (RDD<T> | readonly T[])[] = [];

  /** @param define makes the stream under test; it is worked out in every batch, and its records are not read */
  constructor(define: (stream: DStream<T>, ssc: StreamingContext) => DStream<unknown>) {
    this.#ssc = new StreamingContext({}, BATCH, { clock: this.#clock, failedOutputPolicy: 'fail' });
    const output = define(this.#ssc.queueStream(this.#queue), this.#ssc);
    output.foreachRDD((rdd) => this.#ssc.engine.prepare(rdd as RDD<unknown>));
    this.#ssc.start();
  }

  /** @returns how long the batch of these records took, ms */
  playBatch(records: readonly T[]): Promise<number> {
    this.#queue.push(records);
    return timed(() => {
      this.#clock.advance(BATCH);
      return this.#ssc.awaitIdle();
    });
  }

  stop(): Promise<void> {
    return this.#ssc.stop();
  }
}
