import type { StreamingError } from '../errors.ts';
import type { BatchInfo } from '../scheduler/batch-info.ts';
import type { StreamingListener } from '../scheduler/streaming-listener.ts';
import type { StreamingStatistics } from '../scheduler/streaming-statistics.ts';
import type { Clock } from '../time/clock.ts';
import type { Time } from '../time/duration.ts';
import type { HistoryFile } from './history-file.ts';
import type { ApplicationRecord, BatchHistoryRecord } from './history-records.ts';
import { historyError } from './open-history.ts';
import { sqliteCode } from './store-error.ts';

/** Options of {@link HistoryRecorder}. */
export interface HistoryRecorderOptions {
  readonly history: HistoryFile;
  readonly application: Pick<ApplicationRecord, 'id' | 'name' | 'version' | 'pid'>;
  /** Told of every event before the recorder is. */
  readonly statistics: StreamingStatistics;
  readonly clock: Clock;
  /** Told once of each kind of trouble. Batches go on whatever it is. */
  readonly onProblem: (error: StreamingError) => void;
}

/** Batches of a fast run share a transaction. */
const WRITE_INTERVAL_MS = 1000;
/** After a failure, so that a full disk is not asked each second. */
const RETRY_INTERVAL_MS = 10_000;
/** Batches that wait for a disk; beyond it the oldest are left out. */
const MAX_WAITING = 1000;

/**
 * Writes what a context does into a history, after the batch and never more than once a second. It keeps no batch
 * waiting and throws nothing: trouble is told once, and what cannot be written is counted.
 */
export class HistoryRecorder implements StreamingListener {
  readonly #options: HistoryRecorderOptions;
  #waiting: BatchHistoryRecord[] = [];
  #numDropped = 0;
  #nextWrite: Time = Number.NEGATIVE_INFINITY;
  #cancelWrite: (() => void) | undefined;
  #toldProblem = '';
  #isClosed = false;

  constructor(options: HistoryRecorderOptions) {
    this.#options = options;
  }

  /** Batches that are not written yet. */
  get numWaiting(): number {
    return this.#waiting.length;
  }

  /** Batches that were left out because they could not be written. */
  get numDropped(): number {
    return this.#numDropped;
  }

  onStreamingStarted(): void {
    this.#writeLater();
  }

  onBatchCompleted(info: BatchInfo): void {
    const { statistics } = this.#options;
    const jobs = info.outputOperationInfos.map(
      ({ id }) => [id, statistics.jobIds(info.batchTime, id)] as const,
    );
    this.#waiting.push({ info, jobIds: new Map(jobs) });
    if (this.#waiting.length > MAX_WAITING) {
      this.#waiting.shift();
      this.#numDropped += 1;
    }
    this.#writeLater();
  }

  onReceiverStarted(): void {
    this.#writeLater();
  }

  onReceiverError(): void {
    this.#writeLater();
  }

  onReceiverStopped(): void {
    this.#writeLater();
  }

  /** Writes what waits, and that the run has ended; closes the history. May be called again. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelWrite?.();
    const { statistics, clock, history } = this.#options;
    if (statistics.startTime >= 0) this.#write(clock.now());
    history.close();
  }

  #writeLater(): void {
    if (this.#isClosed || this.#cancelWrite !== undefined) return;
    const { clock } = this.#options;
    this.#cancelWrite = clock.at(Math.max(clock.now(), this.#nextWrite), () => {
      this.#cancelWrite = undefined;
      this.#write(undefined);
    });
  }

  #write(endTime: Time | undefined): void {
    const { history, application, statistics, clock, onProblem } = this.#options;
    const { batchDuration, startTime, totals } = statistics;
    const now = clock.now();
    try {
      history.write({
        application: { ...application, batchDuration, startTime, lastUpdated: now, endTime, totals },
        streams: statistics.streams.map((stream) => ({
          ...stream,
          info: statistics.receiverInfo(stream.id),
        })),
        batches: this.#waiting,
      });
      this.#waiting = [];
      this.#toldProblem = '';
      this.#nextWrite = now + WRITE_INTERVAL_MS;
    } catch (error) {
      this.#nextWrite = now + RETRY_INTERVAL_MS;
      const problem = sqliteCode(error) || String(error);
      if (problem !== this.#toldProblem) onProblem(historyError(error, history.file));
      this.#toldProblem = problem;
      this.#writeLater();
    }
  }
}
