import type { Benchmark } from './benchmark.ts';
import { fusedStep } from './engine/fused-step.ts';
import { localThreads } from './engine/local-threads.ts';
import { mapWithState } from './engine/map-with-state.ts';
import { reduceByKey } from './engine/reduce-by-key.ts';
import { updateState } from './engine/update-state.ts';
import { windowSlide } from './engine/window-slide.ts';
import { findHashtags } from './hashtags/find-hashtags.ts';
import { hostileLines } from './hashtags/hostile-lines.ts';
import { idleBenchmarks } from './idle/idle-benchmarks.ts';
import { liveBenchmarks } from './live/live-benchmarks.ts';
import { modelBenchmarks } from './models/model-benchmarks.ts';
import { pathBenchmarks } from './path/path-benchmarks.ts';
import { startBenchmarks } from './start/start-benchmarks.ts';

/** All of them, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  fusedStep,
  reduceByKey,
  windowSlide,
  updateState,
  mapWithState,
  localThreads,
  ...modelBenchmarks,
  ...findHashtags,
  hostileLines,
  ...pathBenchmarks,
  ...liveBenchmarks,
  ...startBenchmarks,
  ...idleBenchmarks,
];

/** Those of a group or of a name; all without one. */
export function benchmarksNamed(name: string | undefined): readonly Benchmark[] {
  return benchmarks.filter(
    (each) =>
      name === undefined ||
      each.name === name ||
      each.name.startsWith(`${name}-`) ||
      each.otherNames?.includes(name) === true,
  );
}
