import { MemoryCheckpointStore } from '../../src/checkpoint/memory-checkpoint-store.ts';
import { StreamingContext } from '../../src/index.ts';
import { ManualClock, TestInputDStream } from '../../src/testing/index.ts';
import type { Case, Stream } from './case.ts';
import { type Aspect, defineCase, inputsOf, numBatchesOf } from './define-case.ts';
import { loneProgram } from './lone-program.ts';

/**
 * Runs a case that is stopped after `restart_after_batches` and goes on from its checkpoint.
 *
 * @returns the records of each batch time, of its last run: the last batch before the stop may run again
 */
export async function runWithRestart(
  each: Case,
  master: string,
  aspect: Aspect,
): Promise<Map<number, unknown[]>> {
  const { args } = each;
  const batchDuration = args.batch_ms ?? 1000;
  const clock = new ManualClock();
  const store = new MemoryCheckpointStore();
  const outputs = new Map<number, unknown[]>();
  const create = async (): Promise<StreamingContext> => {
    const conf = { master, appName: 'cases' };
    const ssc = new StreamingContext(conf, batchDuration, { clock, failedOutputPolicy: 'fail' });
    const inputs = inputsOf(each).map(
      (batches) => new TestInputDStream<unknown>(ssc, batches, args.num_partitions ?? 2) as Stream,
    );
    const output =
      master === 'local[1]'
        ? defineCase(each, inputs, ssc, aspect)
        : ((await ssc.loadProgram({ module: loneProgram, args: { each, aspect } }, inputs)) as Stream);
    output.foreachRDD(async (rdd, batchTime) => {
      outputs.set(batchTime, await rdd.collect());
    });
    return ssc;
  };
  const live = async (numBatches: number): Promise<void> => {
    const made = await create();
    const ssc = StreamingContext.getOrCreate(store, () => made);
    try {
      ssc.start();
      await ssc.awaitIdle();
      for (let batch = 0; batch < numBatches; batch += 1) {
        clock.advance(batchDuration);
        await ssc.awaitIdle();
      }
    } finally {
      await ssc.stop();
    }
  };
  const first = args.restart_after_batches ?? 0;
  await live(first);
  await live(numBatchesOf(each) - first);
  return new Map([...outputs].sort(([a], [b]) => a - b));
}
