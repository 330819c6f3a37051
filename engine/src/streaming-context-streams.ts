import type { DStream } from './dstream/dstream.ts';
import type { DStreamGraph } from './dstream/graph.ts';
import type { StreamOwner } from './dstream/input-dstream.ts';
import { transformAll } from './dstream/operators/transform-all.ts';
import { union } from './dstream/operators/union.ts';
import { ReceiverInputDStream } from './dstream/receiver-input-dstream.ts';
import type { RDD } from './rdd/rdd.ts';
import type { Receiver } from './receiver/receiver.ts';
import { QueueInputDStream, type QueueStreamOptions } from './sources/queue.ts';
import { SocketTextReceiver } from './sources/socket-text.ts';
import { type Duration, requireDuration, type Time } from './time/duration.ts';

/** The part of a StreamingContext that makes streams. All must be made before it starts. */
export abstract class StreamMaker implements StreamOwner {
  readonly graph: DStreamGraph;

  protected constructor(graph: DStreamGraph) {
    this.graph = graph;
  }

  /** Keeps every stream's batches at least that long. */
  remember(duration: Duration): void {
    requireDuration('remember', duration);
    this.graph.remember(duration);
  }

  /** The records that `receiver` stores. */
  receiverStream<T>(receiver: Receiver<T>): DStream<T> {
    return new ReceiverInputDStream(this, receiver);
  }

  /**
   * Lines of UTF-8 text from a TCP server, which this connects to (`nc -lk 9999` is one). While there is no
   * connection it tries again every 2 s.
   */
  socketTextStream(host: string, port: number): DStream<string> {
    return this.receiverStream(new SocketTextReceiver(host, port));
  }

  /** RDDs from a queue that may be added to while it runs: one a batch, or all that are there. */
  queueStream<T>(queue: (RDD<T> | readonly T[])[], options?: QueueStreamOptions<T>): DStream<T> {
    return new QueueInputDStream(this, queue, options);
  }

  /** The records of several streams of this context, in the order of the list. */
  union<T>(streams: readonly DStream<T>[]): DStream<T> {
    return union(streams);
  }

  /** Any RDD code on the RDDs of several streams of this context, in the order of the list. */
  transform<T, R>(
    streams: readonly DStream<T>[],
    f: (rdds: RDD<T>[], batchTime: Time) => RDD<R>,
  ): DStream<R> {
    return transformAll(streams, f);
  }
}
