import type { ReceiverInfo } from '../receiver/receiver-info.ts';
import type { BatchInfo } from '../scheduler/batch-info.ts';
import type { StatisticsStream } from '../scheduler/statistics-stream.ts';
import type { StreamingTotals } from '../scheduler/streaming-statistics.ts';
import type { Duration, Time } from '../time/duration.ts';

/** One run of a program, as a history keeps it. */
export interface ApplicationRecord {
  readonly id: string;
  readonly name: string;
  /** Of what ran it. */
  readonly version: string;
  readonly pid: number;
  readonly batchDuration: Duration;
  readonly startTime: Time;
  /** When something was last written of it. */
  readonly lastUpdated: Time;
  /** undefined: it runs, or was killed. */
  readonly endTime: Time | undefined;
  readonly totals: StreamingTotals;
}

/** An input of a run. */
export interface StreamRecord extends StatisticsStream {
  /** undefined: no receiver, or none that was heard of. */
  readonly info: ReceiverInfo | undefined;
}

/** A completed batch, and which jobs each of its output operations ran. */
export interface BatchHistoryRecord {
  readonly info: BatchInfo;
  readonly jobIds: ReadonlyMap<number, readonly number[]>;
}
