import { StreamingError } from './errors.ts';
import type { ReceiverLogs } from './receiver/receiver-logs.ts';
import type { ReceiverOptions } from './receiver/receiver-options.ts';
import type { ContextBackPressure } from './scheduler/back-pressure.ts';
import type { FailedOutputPolicy } from './scheduler/job-scheduler.ts';
import type { MissedBatchesPolicy } from './scheduler/recovery.ts';
import type { Clock } from './time/clock.ts';
import { type Duration, requireDuration, type Time } from './time/duration.ts';

/** Options of a StreamingContext. */
export interface StreamingContextOptions extends ReceiverOptions {
  /** Where time comes from. Default: the machine. */
  readonly clock?: Clock;
  /** `clock` (default): a batch each batchDuration. `source`: records carry their time, and it decides. */
  readonly batchTime?: 'clock' | 'source';
  /** How long a live source that is not connected holds a batch back, ms; default 5 s. With `source`. */
  readonly maxLateness?: Duration;
  /** What a throwing output operation does. Default `skip`. */
  readonly failedOutputPolicy?: FailedOutputPolicy;
  /** Batches up to and including this one have run in an earlier life. Default: none. With `source`. */
  readonly lastBatchTime?: Time;
  /** Bounds of what is closed and waits; beyond either, sources are asked to pause. Default 32 MiB, 8 batches. */
  readonly maxPendingBytes?: number;
  readonly maxPendingBatches?: number;
  /** Output operations that may run at a time; see SPEC B. Default 1: one batch after another. */
  readonly concurrentJobs?: number;
  /** After a restart: batches that were due while the process was down. Default `replay`. With `clock`. */
  readonly missedBatches?: MissedBatchesPolicy;
  /** How long a graceful stop works on, ms; what is left then is dropped and told. Default 10 batchDurations. */
  readonly gracefulStopTimeout?: Duration;
  /** On SIGINT, SIGTERM and SIGHUP: a graceful stop, then the signal's own way. Default false: the signal's own way. */
  readonly stopGracefullyOnShutdown?: boolean;
  /** What `stop()` does with the EngineContext unless told. Default true: it is stopped too. */
  readonly stopEngineContextByDefault?: boolean;
  /**
   * Logs that received blocks are written to before they count as stored. Default: files in the checkpoint directory;
   * where there is none, or with `off`, no logs.
   */
  readonly receiverLogs?: ReceiverLogs | 'off';
  /** Completed batches that `statistics` keeps. Default 1000. */
  readonly retainedBatches?: number;
  /** Receivers as fast as batches can take it. Default: off. */
  readonly backPressure?: ContextBackPressure;
}

/** How {@link StreamingContext.stop} ends. */
export interface StopOptions {
  /** Work off what was received first. Default false: what waits is dropped. */
  readonly graceful?: boolean;
  /** Stop the EngineContext too. Default true, unless the context's options say otherwise. */
  readonly stopEngineContext?: boolean;
}

/** How {@link StreamingContext.getOrCreate} deals with a checkpoint that cannot be used. */
export interface GetOrCreateOptions {
  /** Begin anew when no checkpoint can be read or its states fit no stream. Default false: it is thrown. */
  readonly createOnError?: boolean;
}

export type StreamingContextState = 'INITIALIZED' | 'ACTIVE' | 'STOPPED';

/** @throws {StreamingError} `INVALID_CONCURRENT_JOBS`, `INVALID_DURATION` */
export function requireOptions({
  concurrentJobs = 1,
  gracefulStopTimeout = 1,
}: StreamingContextOptions): void {
  requireDuration('gracefulStopTimeout', gracefulStopTimeout);
  if (Number.isSafeInteger(concurrentJobs) && concurrentJobs > 0) return;
  throw new StreamingError(
    'INVALID_CONCURRENT_JOBS',
    `concurrentJobs is ${concurrentJobs}; it must be a whole number above 0`,
  );
}
