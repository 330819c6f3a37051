import type { StreamingContext } from '../../src/index.ts';
import { runStreams } from '../../src/testing/index.ts';
import { calls } from '../dstream-calls.ts';
import { operators } from '../dstream-operators.ts';
import type { Case, Outcome, Stream } from './case.ts';
import { type Aspect, defineCase, inputsOf, numBatchesOf } from './define-case.ts';
import { loneProgram } from './lone-program.ts';
import { aspectsOf, outcomeOf } from './run-together.ts';
import { runWithRestart } from './run-with-restart.ts';

/** Whether the case is one of a stream, which runs under any master. */
export const isStreamCase = ({ op = '' }: Case): boolean => operators.has(op) && !calls.has(op);

/** How far a case came: filled while it runs, so that it is known when it throws. Of a program: the batches alone. */
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
  const seen = new Map<Aspect, { batches: unknown[][]; times: number[] }>();
  for (const aspect of aspectsOf(each)) {
    const mine = aspect === 'batches' ? progress : { isDefined: false, times: [] };
    seen.set(aspect, { batches: await runAspect(each, master, aspect, mine), times: mine.times });
  }
  return outcomeOf(seen);
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
  const define = (streams: unknown[], ssc: StreamingContext): Stream => {
    const stream = defineCase(each, streams as Stream[], ssc, aspect);
    progress.isDefined = true;
    return stream;
  };
  return runStreams<unknown[], unknown>(
    inputsOf(each),
    master === 'local[1]' ? define : { program: loneProgram, args: { each, aspect } },
    {
      master,
      batchDuration: args.batch_ms ?? 1000,
      numPartitions: args.num_partitions ?? 2,
      numBatches: numBatchesOf(each),
      onBatch: (time) => progress.times.push(time),
    },
  );
}
