import type { Comparison } from './compare.ts';

export interface BenchmarkOptions {
  /** Says where the time goes, too; costs some of it. */
  readonly profile: boolean;
  /** A file of texts to read instead of made ones: see `benchTexts`. */
  readonly texts?: string | undefined;
  /** How long those last that go on for a time; default: each its own. */
  readonly seconds?: number | undefined;
}

/** One named measurement, mostly against a rival that does the same work in the same run. */
export interface Benchmark {
  /** `<group>-<what>`; `hashtide bench <group>` runs the whole group. */
  readonly name: string;
  /** It is found by these, too. */
  readonly otherNames?: readonly string[];
  /** The work, in a few words: how many records of what. */
  readonly work: string;
  /** What the rival is; undefined: there is none that does the same. */
  readonly rival?: string;
  /** What has to be reached, as a sentence for people. */
  readonly asked: string;
  /** Why it cannot run here, and what to do about it; undefined: it can. */
  missing?(): string | undefined;
  run(options: BenchmarkOptions): Promise<Figure>;
}

/** What a benchmark found. */
export interface Figure {
  /** In `unit`; how it is worked out is the benchmark's own. */
  readonly value: number;
  readonly unit: string;
  readonly isMet: boolean;
  readonly comparison?: Comparison;
  /** Lines for people: what else was seen. */
  readonly details?: readonly string[];
}

/** Instead of a figure: why there is none. */
interface NotRun {
  readonly notRun: string;
}

/** A figure and where it comes from, as `--json` prints it. */
export type Measured = Pick<Benchmark, 'name' | 'work' | 'rival' | 'asked'> & (Figure | NotRun);
