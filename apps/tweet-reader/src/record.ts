import { randomUUID } from 'node:crypto';
import { type Clock, toError } from '@hashtide/engine';
import {
  LineProtocolClient,
  type LineProtocolCounters,
  type LineProtocolStatus,
} from '@hashtide/engine/sources';
import { RecordGroups } from './record-groups.ts';
import { RecordingFile } from './recording-file.ts';

export interface RecordOptions {
  /** Where a reader listens. */
  readonly host: string;
  readonly port: number;
  /** The file to make: `.ndjson`, or `.ndjson.gz` for a compressed one. */
  readonly output: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Begin a new, numbered file when one has reached this size. */
  readonly rotateBytes?: number | undefined;
  /** Begin a new, numbered file when one is this old. */
  readonly rotateMs?: number | undefined;
  readonly onStatus?: ((status: LineProtocolStatus) => void) | undefined;
}

export interface RecordResult {
  readonly records: number;
  /** Size of the files, bytes. */
  readonly bytes: number;
  /** The files, oldest first. */
  readonly paths: readonly string[];
  readonly counters: Readonly<LineProtocolCounters>;
}

/**
 * Writes down what a running reader sends, each record as it came, one a line, as one more engine beside the others.
 * The reader is told that a record is durable only when it is on the disk.
 * @returns when the recording it reads is over, or after an abort; all that came is in the files then
 * @throws {StreamingError} `FILE_EXISTS`, `CANNOT_WRITE`
 */
export async function record(options: RecordOptions): Promise<RecordResult> {
  const { host, port, output, clock, signal, rotateBytes, rotateMs, onStatus } = options;
  signal.throwIfAborted();
  const file = await RecordingFile.create({ output, clock, rotateBytes, rotateMs });
  const over = Promise.withResolvers<void>();
  const onAbort = (): void => over.resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  const groups = new RecordGroups({
    clock,
    write: (lines) => file.write(lines),
    onWritten: ({ source, epoch, sequence }) => client.ack(source, epoch, sequence),
    onFull: () => client.pause(),
    onRoom: () => client.resume(),
    onEnd: () => over.resolve(),
    onFailure: (error) => over.reject(error),
  });
  const client = new LineProtocolClient({
    host,
    port,
    engineId: `record-${randomUUID()}`,
    clock,
    target: groups,
    position: () => undefined,
    onStatus,
    onFailure: (error) => over.reject(toError(error)),
  });
  try {
    client.start();
    await over.promise;
    await groups.finish();
    const { counters } = client;
    return { records: counters.records, bytes: file.numBytes, paths: file.paths, counters };
  } finally {
    signal.removeEventListener('abort', onAbort);
    groups.stop();
    await client.stop({ leave: true });
    await file.close();
  }
}
