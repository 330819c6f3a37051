import type { BatchTotals, HashtagName } from './pipeline/batch-record.ts';
import type { Counts } from './pipeline/counts.ts';
import type { BatchSummary } from './store/committer.ts';
import type { RetentionOptions } from './store/retention.ts';
import type { Clock } from './time/clock.ts';
import type { Duration } from './time/duration.ts';

/** What `startEngine` needs to know. Nothing is read from the environment here. */
export interface EngineOptions {
  /** The tweet reader, or any program that sends lines. */
  readonly reader: { readonly host: string; readonly port: number };
  /** Path of the SQLite database; undefined: a temporary one, deleted by `stop()`. */
  readonly database: string | undefined;
  /**
   * Keep what was received in `<database>-log/` until it is committed, so that it can be acked at once; with a
   * database only. Default false: an ack follows the commit.
   */
  readonly writeAheadLog?: boolean;
  /** Path of an SQLite file that keeps how each run and its batches went; default: none is kept. */
  readonly history?: string | undefined;
  /** A model's name: `auto`, `afinn`, … */
  readonly model: string;
  /** 2: what comes in is read in a thread of its own, so that more of it can be; default 1. Results are the same. */
  readonly threads?: number | undefined;
  /** A database keeps the one it was made with. Windows shorter than a batch show the last batch alone. */
  readonly batchDurationMs: Duration;
  /** undefined: no feed for screens. Port 0: any free one. */
  readonly feed: { readonly host: string; readonly port: number; readonly token?: string } | undefined;
  readonly clock: Clock;
  /** Shown to screens in the feed's `hello`, and written into a new database. */
  readonly version: string;
  /** Takes one line for people: what is going on. */
  readonly log: (message: string) => void;
  /** When batches become minutes, and minutes hours. */
  readonly retention?: RetentionOptions | undefined;
  /** Time between two backups of the database, ms; default: none are made. A temporary database has none. */
  readonly backupEveryMs?: Duration | undefined;
  /** What a full or failing disk does: the engine waits until it can write (default), or ends with the reason. */
  readonly onStorageFault?: 'wait' | 'end' | undefined;
  /** Called after each commit. */
  readonly onBatch?: (batch: BatchSummary) => void;
}

/** One hashtag of a result, most posts first. */
export interface ResultRow
  extends Pick<HashtagName, 'hashtag' | 'spelling'>,
    Pick<Counts, 'posts' | 'positive' | 'neutral' | 'negative'> {}

/** What a whole database comes to. */
export interface RunResult {
  readonly totals: Pick<
    BatchTotals,
    'posts' | 'positive' | 'neutral' | 'negative' | 'rejected' | 'duplicate' | 'late'
  >;
  readonly batches: number;
  /** Over the whole run. */
  readonly top: readonly ResultRow[];
  /** Over the window that ends with the last batch. */
  readonly topOfWindow: readonly ResultRow[];
}

/** A running engine: line protocol in, SQLite and feed out. */
export interface Engine {
  /** Path of its database. */
  readonly database: string;
  /** Where screens connect; undefined: no feed. */
  readonly feedPort: number | undefined;
  /** Resolves when a recording is over and all of it is committed. */
  readonly sourcesEnded: Promise<void>;
  /** Resolves after `stop()`; rejects with what made it impossible to go on. */
  readonly terminated: Promise<void>;
  /** What the database comes to, as of the last commit; `windowMs` is one of the windows there are. */
  result(limit: number, windowMs: number): RunResult;
  /** Ends it in reverse order; a batch that is being committed is committed. May be called again. */
  stop(): Promise<void>;
}
