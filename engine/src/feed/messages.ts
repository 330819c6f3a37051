/**
 * The feed's messages: JSON, one a WebSocket message, version 1. Names wear their unit; times are epoch ms.
 * The server says `hello`, then one `snapshot`, then a `batch` for each batch; `status` in between when the
 * source's or the storage's state changes, and every 10 s, so that silence of 30 s means a dead connection. A slow client gets the
 * newest frame, never a queue, and nobody gets more than ten a second: gaps in `sequence` are normal.
 *
 * The view may stand in the address, `ws://127.0.0.1:8888/?window_s=60&limit=20`, so that the first snapshot is it.
 */

import type { LineProtocolStatus } from '../sources/line-protocol/source-status.ts';

/** Retweets counted in, left out, or counted alone. */
export type Reposts = 'in' | 'out' | 'only';

/** What a client wants to see. Sent in `{"v":1,"watch":{…}}`; what is left out keeps its value. */
export interface View {
  /** One of `hello.windows_s`. Default 300. */
  readonly window_s: number;
  /** Default `in`. Chooses which rows are the top ones; counts in a row are always whole. */
  readonly reposts: Reposts;
  /** Keeps tags that contain it (case-folded). Default ''. */
  readonly filter: string;
  /** Rows a frame, 1..2000. Default 200. */
  readonly limit: number;
}

export interface WireCounts {
  readonly posts: number;
  readonly reposts: number;
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
  readonly repost_positive: number;
  readonly repost_neutral: number;
  readonly repost_negative: number;
}

/** One hashtag in a window. */
export interface WindowRow extends WireCounts {
  readonly tag: string;
  readonly spelling: string;
  readonly lang: string;
  readonly first_seen: number;
  /** Posts in each of the last 8 batches, oldest first. */
  readonly trend: readonly number[];
  /** Posts in the last batch ÷ mean of the last 30 min; null below 20 posts in them. */
  readonly velocity: number | null;
}

export interface WindowTotals extends WireCounts {
  /** Distinct hashtags in the window. */
  readonly tags: number;
  readonly unscored: number;
  readonly duplicate: number;
  readonly late: number;
  readonly rejected: number;
}

export interface BatchStatus extends WireCounts {
  /** Batches committed so far in this database. */
  readonly number: number;
  readonly batch_time: number;
  readonly unscored: number;
  readonly duplicate: number;
  readonly late: number;
  readonly rejected: number;
  readonly scheduling_delay_ms: number;
  readonly processing_ms: number;
  readonly total_delay_ms: number;
}

/** What the engine knows of its reader. */
export type SourceStatus = LineProtocolStatus;

/** The engine cannot write: it takes nothing in until it can. Nothing is lost by it. */
export interface StorageStatus {
  readonly state: 'disk-full' | 'io-error' | 'busy';
  /** What could not be written: `database`, `log`. */
  readonly part: string;
  /** The system's own words. */
  readonly detail: string;
  /** Epoch ms. */
  readonly since: number;
}

export interface HelloMessage {
  readonly v: 1;
  readonly type: 'hello';
  readonly version: string;
  readonly batch_duration_ms: number;
  readonly windows_s: readonly number[];
  readonly model: string;
  readonly database: string;
  readonly source: SourceStatus;
  /** Left out: all can be written. */
  readonly storage?: StorageStatus;
}

/** `snapshot` answers a connection, a `watch` or a `resume`; `batch` comes with every batch. */
export interface FrameMessage {
  readonly v: 1;
  readonly type: 'snapshot' | 'batch';
  /** Batches committed since the engine started; a smaller one than before means another engine. */
  readonly sequence: number;
  readonly view: View;
  /** null until the first batch is committed. */
  readonly batch: BatchStatus | null;
  readonly window: { readonly start: number; readonly end: number; readonly totals: WindowTotals };
  /** The view's first `limit` rows, most posts first (by the view's `reposts`), equal ones by tag. */
  readonly rows: readonly WindowRow[];
  /** Rows before `limit` cut. */
  readonly rows_total: number;
  /** (positive − negative) ÷ posts × 100 of the last 30 batches, oldest first, rounded. */
  readonly net_history: readonly number[];
  readonly source: SourceStatus;
}

export interface StatusMessage {
  readonly v: 1;
  readonly type: 'status';
  readonly source: SourceStatus;
  /** Left out: all can be written. */
  readonly storage?: StorageStatus;
}

export interface TagPost {
  readonly id: string;
  readonly text: string;
  readonly name: string;
  readonly username: string;
  /** Epoch ms, when it was written. */
  readonly created_at: number;
  /** '' where the post has no page on X. */
  readonly url: string;
  readonly label: 'positive' | 'neutral' | 'negative';
  readonly score: number;
  readonly words: readonly { readonly word: string; readonly weight: number }[];
  /** The model had nothing for its language: its neutral is no opinion. Left out: it was scored. */
  readonly unscored?: true;
  readonly is_repost: boolean;
}

/** Answers `{"v":1,"ask":"tag","tag":"…"}`. */
export interface TagMessage {
  readonly v: 1;
  readonly type: 'tag';
  readonly tag: string;
  readonly window_s: number;
  /** null: not in the window. */
  readonly row: WindowRow | null;
  readonly rank: number | null;
  /** One point a batch in the window, oldest first, batches without the tag left out. */
  readonly series: readonly {
    readonly batch_time: number;
    readonly posts: number;
    readonly positive: number;
    readonly negative: number;
  }[];
  /** What moved the label, by |weight| × posts, heaviest first, ≤ 12. */
  readonly words: readonly { readonly word: string; readonly weight: number; readonly posts: number }[];
  /** Tags seen in the same posts, ≤ 12. */
  readonly seen_with: readonly { readonly tag: string; readonly spelling: string; readonly posts: number }[];
  /** Newest first, ≤ 50, kept in memory for the window alone. */
  readonly posts: readonly TagPost[];
  /** How many kept posts `words` and `seen_with` were read from. */
  readonly sampled_posts: number;
}

export interface ErrorMessage {
  readonly v: 1;
  readonly type: 'error';
  readonly code: string;
  readonly message: string;
}

export type FeedMessage = HelloMessage | FrameMessage | StatusMessage | TagMessage | ErrorMessage;

/** What a client may send. */
export type ClientMessage =
  | { readonly v: 1; readonly watch: Partial<View> }
  | { readonly v: 1; readonly resume: number }
  | { readonly v: 1; readonly ask: 'tag'; readonly tag: string; readonly window_s?: number };
