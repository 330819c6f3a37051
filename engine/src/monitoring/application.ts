import type { BatchProgress, StreamingStatistics } from '../scheduler/streaming-statistics.ts';
import type { Time } from '../time/duration.ts';

/** A batch as REST shows it. */
export interface ApplicationBatch extends BatchProgress {
  jobIds(outputOpId: number): readonly number[];
}

/** A run of a program: the one that goes on, or a former one. */
export interface Application {
  readonly id: string;
  readonly name: string;
  /** Of what runs it. */
  readonly version: string;
  /** Epoch ms; -1: it has not started. */
  readonly startTime: Time;
  /** undefined: it goes on. */
  readonly endTime: Time | undefined;
  readonly lastUpdated: Time;
  /** The last batches and all totals. */
  readonly statistics: StreamingStatistics;
  /** Also one that the statistics have let go, if a history has it. */
  batch(batchTime: Time): ApplicationBatch | undefined;
}

/** A batch that the statistics of an application still have. */
export function retainedBatch(
  statistics: StreamingStatistics,
  batchTime: Time,
): ApplicationBatch | undefined {
  const progress = statistics.batch(batchTime);
  return progress && { ...progress, jobIds: (outputOpId) => statistics.jobIds(batchTime, outputOpId) };
}
