import type { Benchmark } from '../benchmark.ts';
import { afinnBenchmarks } from './afinn.ts';
import { bayesBenchmark } from './bayes.ts';
import { linearBenchmarks } from './linear.ts';
import { linearLoad } from './linear-load.ts';

/** The models, on texts. */
export const modelBenchmarks: readonly Benchmark[] = [
  ...afinnBenchmarks,
  ...linearBenchmarks,
  linearLoad,
  bayesBenchmark,
];
