import type { Checkpointable } from '../checkpoint/checkpointable.ts';
import type { StepFunction } from '../rdd/engine-function.ts';
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

  /**
   * @param functions what its RDDs are made of: a decode, say (see `DStreamDefinition.functions`)
   * @param checkpoint saves what a restart needs; default: nothing
   */
  constructor(
    owner: StreamOwner,
    name: string,
    functions: readonly StepFunction[] = [],
    checkpoint?: Checkpointable,
  ) {
    super(owner.graph, {
      name,
      slideDuration: owner.graph.batchDuration,
      parents: [],
      functions,
      ...(checkpoint === undefined ? {} : { checkpoint }),
      compute: (batchTime) => this.compute(batchTime),
    });
    this.id = owner.graph.addInput(this as InputDStream<unknown>);
  }

  /**
   * Whether what a batch holds is decided when it is made, and could be decided otherwise another time: then the batch
   * runs when its checkpoint is written.
   */
  get isChosen(): boolean {
    return false;
  }

  /** Called once, when the context starts. Must not block. */
  start(): void {}

  /** Called once, when the context stops; after it nothing more may come. */
  stop(): void | Promise<void> {}

  /**
   * Finds out what the batch holds, before its RDD is asked for, where that takes its time. Batches are prepared in
   * order; one whose promise rejects is reported and made all the same.
   */
  prepareBatch(_batchTime: Time): void | Promise<void> {}

  /** The batch's RDD; undefined: none. Asked once a batch, at growing times. */
  protected abstract compute(batchTime: Time): RDD<T> | undefined;

  /** How much a batch holds, for listeners; undefined: it does not say. */
  streamInputInfo(_batchTime: Time): StreamInputInfo | undefined {
    return undefined;
  }
}
