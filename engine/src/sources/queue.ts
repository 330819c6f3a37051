import { InputDStream, type StreamOwner } from '../dstream/input-dstream.ts';
import { StreamingError } from '../errors.ts';
import type { RDD } from '../rdd/rdd.ts';

export interface QueueStreamOptions<T> {
  /** Take one RDD a batch (default), or all that are there, as one. */
  readonly oneAtATime?: boolean;
  /** What a batch gets when the queue is empty; default: an RDD without records. */
  readonly defaultRDD?: RDD<T>;
}

/**
 * A stream of RDDs that a program puts into a list: for tests and demos. Lists become RDDs. What was in the list is in
 * no checkpoint: a context that recovers with such a stream throws `QUEUE_NOT_RECOVERABLE`.
 */
export class QueueInputDStream<T> extends InputDStream<T> {
  readonly #queue: (RDD<T> | readonly T[])[];
  readonly #oneAtATime: boolean;
  readonly #defaultRDD: RDD<T> | undefined;

  /** @param queue is emptied from its front; may be added to at any time */
  constructor(
    owner: StreamOwner,
    queue: (RDD<T> | readonly T[])[],
    { oneAtATime = true, defaultRDD }: QueueStreamOptions<T> = {},
  ) {
    super(owner, 'queueStream', [], { kind: 'metadata', save: () => [true], restore: refuseRecovery });
    this.#queue = queue;
    this.#oneAtATime = oneAtATime;
    this.#defaultRDD = defaultRDD;
  }

  protected override compute(): RDD<T> {
    const { engine } = this.graph;
    const taken = this.#queue.splice(0, this.#oneAtATime ? 1 : this.#queue.length);
    if (taken.length === 0) return this.#defaultRDD ?? engine.emptyRDD<T>();
    return engine.union(taken.map((each) => ('collect' in each ? each : engine.parallelize(each))));
  }
}

function refuseRecovery(): never {
  throw new StreamingError(
    'QUEUE_NOT_RECOVERABLE',
    "queueStream doesn't support checkpointing. Please don't use queueStream when checkpointing is enabled.",
    {
      fix: 'Take a source that can be read again, such as textFileStream, or an empty checkpoint directory.',
    },
  );
}
