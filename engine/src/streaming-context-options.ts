import type { ReceiverOptions } from './receiver/receiver-options.ts';
import type { ContextBackPressure } from './scheduler/back-pressure.ts';
import type { FailedOutputPolicy } from './scheduler/job-scheduler.ts';
import type { Clock } from './time/clock.ts';
import type { Duration, Time } from './time/duration.ts';

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
  /** Completed batches that `statistics` keeps. Default 1000. */
  readonly retainedBatches?: number;
  /** Receivers as fast as batches can take it. Default: off. */
  readonly backPressure?: ContextBackPressure;
}

/** How {@link StreamingContext.stop} ends. */
export interface StopOptions {
  /** Work off what was received first. Default false: what waits is dropped. */
  readonly graceful?: boolean;
  /** Stop the EngineContext too. Default true. */
  readonly stopEngineContext?: boolean;
}

export type StreamingContextState = 'INITIALIZED' | 'ACTIVE' | 'STOPPED';
