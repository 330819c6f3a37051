import type { DStream } from './dstream/dstream.ts';
import type { DStreamGraph } from './dstream/graph.ts';
import { transformAll } from './dstream/operators/transform-all.ts';
import { union } from './dstream/operators/union.ts';
import { ReceiverInputDStream } from './dstream/receiver-input-dstream.ts';
import type { RDD, Recordlike } from './rdd/rdd.ts';
import type { StorageLevel } from './rdd/storage-level.ts';
import type { Receiver } from './receiver/receiver.ts';
import { ConstantInputDStream } from './sources/constant.ts';
import type { FileStreamOwner } from './sources/files/file-input-dstream.ts';
import * as files from './sources/files/file-streams.ts';
import { QueueInputDStream, type QueueStreamOptions } from './sources/queue.ts';
import { RawSocketReceiver } from './sources/raw-socket.ts';
import { type SocketConverter, SocketReceiver } from './sources/socket.ts';
import { SocketTextReceiver } from './sources/socket-text.ts';
import type { Clock } from './time/clock.ts';
import { type Duration, requireDuration, type Time } from './time/duration.ts';

/** The part of a StreamingContext that makes streams. All must be made before it starts. */
export abstract class StreamMaker implements FileStreamOwner {
  readonly graph: DStreamGraph;
  abstract readonly clock: Clock;

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
   * connection it tries again every 2 s; while it has to wait it does not read.
   */
  socketTextStream(host: string, port: number, storageLevel?: StorageLevel): DStream<string> {
    return this.receiverStream(new SocketTextReceiver(host, port, storageLevel));
  }

  /** What `converter` makes of the bytes that a TCP server sends. Otherwise like {@link socketTextStream}. */
  socketStream<T>(
    host: string,
    port: number,
    converter: SocketConverter<T>,
    storageLevel?: StorageLevel,
  ): DStream<T> {
    return this.receiverStream(new SocketReceiver(host, port, converter, storageLevel));
  }

  /**
   * Ready-made blocks from a TCP server, kept as they come: each 4 bytes of length, the highest first, then UTF-8
   * JSON, a record a line. `encodeRawBlock` of `@hashtide/engine/sources` makes them.
   */
  rawSocketStream<T>(host: string, port: number, storageLevel?: StorageLevel): DStream<T> {
    return this.receiverStream(new RawSocketReceiver<T>(host, port, storageLevel));
  }

  /**
   * Lines of the files that come into a folder, or into those that a pattern such as `logs/day-*` names; of `.gz` files
   * unpacked. A file is read once, whole, and must be changed within a minute before its batch: write it elsewhere,
   * then move it. What is left out is warned of, with the reason.
   */
  textFileStream(directory: string): DStream<string> {
    return files.textFileStream(this, directory);
  }

  /** Like {@link textFileStream}, with a say in which files, and in what they become. */
  fileStream<T = string>(directory: string, options?: files.FileStreamOptions<T>): DStream<T> {
    return files.fileStream(this, directory, options);
  }

  /** Records of `recordLength` bytes from new files. A file of another size fails its batch. */
  binaryRecordsStream(directory: string, recordLength: number): DStream<Uint8Array> {
    return files.binaryRecordsStream(this, directory, recordLength);
  }

  /** The same RDD in every batch. @throws {StreamingError} `INVALID_RDD` */
  constantStream<T>(rdd: RDD<T>): DStream<T> {
    return new ConstantInputDStream(this, rdd);
  }

  /** RDDs from a queue that may be added to while it runs: one a batch, or all that are there. */
  queueStream<T extends Recordlike>(
    queue: (RDD<T> | readonly T[])[],
    options?: QueueStreamOptions<T>,
  ): DStream<T> {
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
