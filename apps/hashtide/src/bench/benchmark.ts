import type { Comparison } from './compare.ts';

/** One named measurement against a rival that does the same work in the same run. */
export interface Benchmark {
  /** `<group>-<what>`; `hashtide bench <group>` runs the whole group. */
  readonly name: string;
  /** The work, in a few words: how many records of what. */
  readonly work: string;
  /** What the rival is. */
  readonly rival: string;
  /** What has to be reached, as a sentence for people. */
  readonly asked: string;
  run(): Promise<Figure>;
}

/** What a benchmark found. */
interface Figure {
  /** In `unit`; how it is worked out is the benchmark's own. */
  readonly value: number;
  readonly unit: string;
  readonly isMet: boolean;
  readonly comparison: Comparison;
}

/** A figure and where it comes from, as `--json` prints it. */
export interface Measured extends Omit<Benchmark, 'run'>, Figure {}
