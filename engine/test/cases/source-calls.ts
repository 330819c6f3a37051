import { type RDD, StreamingContext } from '../../src/index.ts';
import { fileRememberDuration, isNewFile } from '../../src/sources/files/file-selection.ts';
import { ManualClock, TestInputDStream } from '../../src/testing/index.ts';
import { apply } from '../dstream-operators.ts';
import { type Call, numberOf, rowByRow } from './call.ts';
import type { Batch, Case, Stream } from './case.ts';

/** A context under a clock that the case moves. */
async function withContext<T>(
  { args }: Case,
  use: (ssc: StreamingContext, clock: ManualClock) => Promise<T>,
): Promise<T> {
  const clock = new ManualClock(Number(args.zero_time_ms ?? 0));
  const conf = { master: 'local[1]', appName: 'cases' };
  const ssc = new StreamingContext(conf, args.batch_ms ?? 1000, { clock, failedOutputPolicy: 'fail' });
  try {
    return await use(ssc, clock);
  } finally {
    await ssc.stop();
  }
}

/** `from_ms`, or words: `firstBatchTime + 2s`. */
function timeOf({ id, args }: Case, name: 'from' | 'to', firstBatchTime: number): number {
  const time = args[`${name}_ms`];
  if (typeof time === 'number') return time;
  const [, offset = '0', unit = 's'] =
    /^firstBatchTime\s*(?:\+\s*([\d.]+)\s*(ms|s))?$/.exec(String(args[name])) ?? [];
  if (args[name] === undefined) throw new Error(`${id} lacks ${name}`);
  return firstBatchTime + Number(offset) * (unit === 's' ? 1000 : 1);
}

const slice: Call = (each) =>
  withContext(each, async (ssc, clock) => {
    const { args, input_batches = [] } = each;
    const batches = input_batches as Batch[];
    const isQueue = /^queue/i.test(String(args.source ?? ''));
    const input = isQueue
      ? ssc.queueStream<unknown>(batches.map((batch) => batch ?? []))
      : new TestInputDStream<unknown>(ssc, batches, args.num_partitions ?? 2);
    const stream = apply(apply(input as Stream, args.pre, ssc), args.post, ssc);
    if (typeof args.remember_ms === 'number') ssc.remember(args.remember_ms);
    stream.foreachRDD(() => {});
    const isStarted =
      !/not (been )?(started|initiali[sz]ed)|before (the )?start|without start/i.test(
        String(args.after ?? ''),
      ) &&
      args.started !== false &&
      !isUninitialised(each);
    if (isStarted) ssc.start();
    // Times relative to the first batch are known when it has run.
    if (isStarted && args.from !== undefined) {
      clock.advance(ssc.batchDuration);
      await ssc.awaitIdle();
    }
    const first = ssc.batchDuration;
    const rdds = stream.slice(timeOf(each, 'from', first), timeOf(each, 'to', first));
    const records = await Promise.all(rdds.map((rdd: RDD<unknown>) => rdd.collect()));
    // As many lists as the case has: one of all batches, or one a batch.
    const expected = each.expected_batches as unknown[] | null;
    return { batches: expected?.length === 1 ? [records.flat()] : records };
  });

const isUninitialised = ({ expected_error }: Case): boolean =>
  /initialized/.test(expected_error?.message_contains ?? '');

const queueStream: Call = (each) =>
  withContext(each, async (ssc, clock) => {
    const { args, input_batches = [] } = each;
    const later = args.enqueue_before_batch as unknown[][] | undefined;
    const queue: unknown[][] =
      later === undefined ? (input_batches as Batch[]).map((batch) => batch ?? []) : [];
    const fallback = (args.default_rdd ?? args.default) as unknown[] | null | undefined;
    const stream = ssc.queueStream<unknown>(queue, {
      oneAtATime: args.one_at_a_time !== false,
      ...(fallback ? { defaultRDD: ssc.engine.parallelize(fallback) } : {}),
    });
    const batches: unknown[][] = [];
    const times: number[] = [];
    apply(apply(stream as Stream, args.pre, ssc), args.post, ssc).foreachRDD(async (rdd, time) => {
      batches.push(await rdd.collect());
      times.push(time);
    });
    ssc.start();
    const expected = (each.expected_batches as unknown[] | null) ?? [];
    const numBatches =
      args.num_batches ?? Math.max(later?.length ?? 0, expected.length, input_batches.length);
    for (let batch = 0; batch < numBatches; batch += 1) {
      for (const record of later?.[batch] ?? []) queue.push([record]);
      clock.advance(ssc.batchDuration);
      await ssc.awaitIdle();
    }
    return { batches, times_ms: times };
  });

/** Rows are [batchTime, modification time, whether a remembered batch has it]. */
const newFile = rowByRow((each) => ([batchTime, modTime, isSelected]) => {
  const { min_remember_ms, new_files_only } = each.args;
  return isNewFile({
    batchTime: batchTime as number,
    modTime: modTime as number,
    isSelected: isSelected === true,
    ignoreUpTo: new_files_only === false ? 0 : numberOf(each, 'stream_created_at'),
    rememberDuration: fileRememberDuration(numberOf(each, 'batch_ms'), min_remember_ms as number | undefined),
  });
});

/** Where batches come from. */
export const sourceCalls: Readonly<Record<string, Call>> = { slice, queueStream, isNewFile: newFile };
