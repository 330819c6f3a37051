import type { ProcessCost } from '../path/process-cost.ts';

export interface LiveReaderArguments {
  readonly tweetsPerSecond: number;
  readonly seconds: number;
  /** Where records are kept until the engine has them. */
  readonly spool: string;
}

export interface LiveEngineArguments {
  readonly port: number;
  readonly database: string;
  readonly model: string;
  readonly batchMs: number;
  /** Whether it has a feed for screens. */
  readonly hasFeed: boolean;
}

/** What the engine's process has taken so far; one a second. */
export interface Sample {
  /** Seconds since it began to look. */
  readonly second: number;
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

export type FromLiveReader =
  | { readonly kind: 'listening'; readonly port: number; readonly cost: ProcessCost }
  | { readonly kind: 'done'; readonly cost: ProcessCost };

export type FromLiveEngine =
  | { readonly kind: 'started'; readonly feedPort: number }
  | {
      readonly kind: 'batch';
      readonly posts: number;
      readonly schedulingDelayMs: number;
      readonly processingMs: number;
      /** Its commit, after its end by the clock. */
      readonly committedAfterMs: number;
      /** Seconds since it began to look, and what it had taken by then. */
      readonly second: number;
      readonly cpuSeconds: number;
    }
  | ({ readonly kind: 'sample' } & Sample)
  | { readonly kind: 'done'; readonly timerLateP99Ms: number };
