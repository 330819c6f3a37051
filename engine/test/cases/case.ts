import type { DStream, Pair, StreamingContext } from '../../src/index.ts';

export type Stream = DStream<unknown>;
export type Batch = unknown[] | null;

/** One operation and its parameters; functions are JavaScript as text. */
export interface Step {
  readonly op: string;
  readonly fn?: string;
  readonly inv?: string | null;
  readonly filter?: string | null;
  readonly update?: string;
  readonly mapping?: string;
  readonly api?: string;
  readonly variant?: string;
  readonly create?: string;
  readonly merge_value?: string;
  readonly merge_combiners?: string;
  readonly partitioner?: string;
  readonly initial?: readonly Pair<unknown, unknown>[] | null;
  readonly to?: number;
  /** Of a step: the partitions that it gives. Of a whole case: those of its input batches. */
  readonly num_partitions?: number;
  readonly partitions_out?: number;
  readonly window_ms?: number;
  readonly slide_ms?: number | null;
  readonly timeout_ms?: number | null;
  readonly checkpoint_ms?: number | null;
  /** The whole state of `mapWithState` instead of what it maps. */
  readonly snapshots?: boolean;
  readonly others?: readonly (readonly Step[])[];
}

export interface Args extends Omit<Step, 'op'> {
  readonly batch_ms?: number;
  readonly num_batches?: number;
  readonly drop_empty?: boolean;
  readonly restart_after_batches?: number;
  readonly pre?: readonly Step[];
  readonly post?: readonly Step[];
  readonly other_pre?: readonly Step[];
  readonly streams?: readonly Batch[][];
  /** What only calls that are no stream operations know. */
  readonly [name: string]: unknown;
}

/** A case of `dstream-cases.json`; one without `op` is a scenario in words. */
export interface Case {
  readonly id: string;
  readonly op?: string;
  readonly args: Args;
  readonly input_batches?: readonly Batch[];
  readonly input_batches_2?: readonly Batch[];
  readonly expected_error?: ExpectedError;
  readonly ordered?: boolean;
  readonly notes?: string;
  /** `expected_batches`, `expected_times_ms`, `expected_snapshots`, … */
  readonly [name: string]: unknown;
}

export interface ExpectedError {
  readonly kind?: string;
  readonly message_contains?: string;
  /** `definition`, or when else it is thrown. */
  readonly at?: string;
  /** 1-based: the batches before it give their output. */
  readonly at_batch?: number;
}

/** What a case came to, by the name that follows `expected_`: `batches`, `times_ms`, `snapshots`, … */
export type Outcome = Readonly<Record<string, unknown>>;

/** How an operation is written with our DStream. */
export type Operator = (
  stream: Stream,
  step: Omit<Step, 'op'>,
  others: readonly Stream[],
  ssc: StreamingContext,
) => Stream;
