import { QueuedSink } from '../../receiver/queued-sink.ts';
import type { SourceTimeSink, StampedBlock } from '../../receiver/source-time.ts';
import type { Duration } from '../../time/duration.ts';
import type { SourceClock } from './messages.ts';
import type { SourceLog } from './source-log.ts';

export interface LoggedSinkOptions {
  readonly sink: SourceTimeSink;
  readonly log: SourceLog;
  readonly batchDuration: Duration;
  /** Of a block that is being stored. */
  about(block: StampedBlock): {
    readonly source: string;
    readonly clock: SourceClock;
    readonly lastAt: number;
  };
  /** A block is durable, and in the sink. */
  onDurable(source: string, block: StampedBlock): void;
  /** No more can be taken; the drain listener tells when it can. */
  onFull(): void;
}

/** So much may wait for the disk. */
const MAX_PENDING_BYTES = 8 * 1024 * 1024;

/** A sink behind a log: a block goes on when it is durable, and what is said after it comes after it. */
export class LoggedSink extends QueuedSink {
  constructor({ sink, log, batchDuration, about, onDurable, onFull }: LoggedSinkOptions) {
    super({
      ...{ sink, batchDuration, onFull, maxPendingBytes: MAX_PENDING_BYTES },
      // Rejects when the log was closed before that: nothing of the block counts.
      prepare: (block) => log.append({ block, ...about(block) }).then(() => block),
      passed: (block) => onDurable(about(block).source, block),
    });
  }
}
