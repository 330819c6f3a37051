import { runStreams } from '../../src/testing/index.ts';
import { calls } from '../dstream-calls.ts';
import { operators } from '../dstream-operators.ts';
import type { Case, Outcome } from './case.ts';
import { type Aspect, defineCase, inputsOf, numBatchesOf } from './define-case.ts';
import { runWithRestart } from './run-with-restart.ts';

/** Whether the case is one of a stream, which runs under any master. */
export const isStreamCase = ({ op = '' }: Case): boolean => operators.has(op) && !calls.has(op);

/** How far a case came: filled while it runs, so that it is known when it throws, too. */
export interface Progress {
  isDefined: boolean;
  readonly times: number[];
}

/** Runs a case. @throws what its functions throw, or that its operation is unknown, by name */
export async function runCase(each: Case, master: string, progress: Progress): Promise<Outcome> {
  const { op = '' } = each;
  const call = calls.get(op);
  if (call !== undefined) return call(each);
  if (!operators.has(op)) throw new Error(`unknown operation ${op}`);
  const batches = await runAspect(each, master, 'batches', progress);
  const outcome: Record<string, unknown> = { batches, times_ms: progress.times };
  for (const aspect of ['snapshots', 'partition_counts'] as const) {
    if (each[`expected_${aspect}`] === undefined) continue;
    const seen = await runAspect(each, master, aspect, { isDefined: false, times: [] });
    outcome[aspect] = aspect === 'snapshots' ? seen : seen.flat();
  }
  return outcome;
}

async function runAspect(
  each: Case,
  master: string,
  aspect: Aspect,
  progress: Progress,
): Promise<unknown[][]> {
  const { args } = each;
  if (args.restart_after_batches !== undefined) {
    const outputs = await runWithRestart(each, master, aspect);
    progress.times.push(...outputs.keys());
    return [...outputs.values()];
  }
  return runStreams<unknown[], unknown>(
    inputsOf(each),
    (streams, ssc) => {
      const stream = defineCase(each, streams, ssc, aspect);
      progress.isDefined = true;
      return stream;
    },
    {
      master,
      batchDuration: args.batch_ms ?? 1000,
      numPartitions: args.num_partitions ?? 2,
      numBatches: numBatchesOf(each),
      onBatch: (time) => progress.times.push(time),
    },
  );
}
