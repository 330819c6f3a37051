import type { RDD } from '../rdd/rdd.ts';
import type { StreamInputInfo } from '../receiver/input-info.ts';
import type { Time } from '../time/duration.ts';
import { DStream } from './dstream.ts';
import type { DStreamGraph } from './graph.ts';

/** What an input stream needs of its StreamingContext. */
export interface StreamOwner {
  readonly graph: DStreamGraph;
}

/** A stream that reads no other: where records come in. A subclass says what a batch holds. */
export abstract class InputDStream<T> extends DStream<T> {
  /** 0 for the first input of the context. */
  readonly id: number;

  constructor(owner: StreamOwner, name: string) {
    super(owner.graph, {
      name,
      slideDuration: owner.graph.batchDuration,
      parents: [],
      compute: (batchTime) => this.compute(batchTime),
    });
    this.id = owner.graph.addInput(this as InputDStream<unknown>);
  }

  /** Called once, when the context starts. Must not block. */
  start(): void {}

  /** Called once, when the context stops; after it nothing more may come. */
  stop(): void | Promise<void> {}

  /** The batch's RDD; undefined: none. Asked once a batch, at growing times. */
  protected abstract compute(batchTime: Time): RDD<T> | undefined;

  /** How much a batch holds, for listeners; undefined: it does not say. */
  streamInputInfo(_batchTime: Time): StreamInputInfo | undefined {
    return undefined;
  }
}
