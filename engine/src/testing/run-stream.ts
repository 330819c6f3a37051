import type { DStream } from '../dstream/dstream.ts';
import { StreamingContext } from '../streaming-context.ts';
import { type Duration, seconds } from '../time/duration.ts';
import { ManualClock } from './manual-clock.ts';
import { type InputBatch, TestInputDStream } from './test-input-dstream.ts';

export interface RunStreamOptions {
  /** ms; default 1 s. The first batch is at one batchDuration: the clock starts at 0. */
  readonly batchDuration?: Duration;
  /** Partitions of each input batch; default 2. */
  readonly numPartitions?: number;
  /** How many batches to run; default: as many as the longest input has. */
  readonly numBatches?: number;
  /** Default `local[1]`. */
  readonly master?: string;
  /** Gets the time of each output batch. */
  readonly onBatch?: (batchTime: number) => void;
}

/** A stream made by a module, so that worker threads can make it too. */
export interface ProgramToRun {
  /** A module whose `build(ssc, args, ...inputs)` gets the input streams after the args and gives the output stream. */
  readonly program: string | URL;
  readonly args?: unknown;
  /** Default: the options' `master`. */
  readonly master?: string;
}

/**
 * Runs a stream on given batches under a manual clock.
 *
 * @param inputBatches the n-th is the n-th batch's records; null: a batch without an RDD
 * @param define gives the stream whose records are wanted; for more than one thread a program
 * @returns the records of each batch for which the output stream has an RDD, in order; a stream that slides by
 *   2 gives half as many as there are input batches
 * @throws what the stream's functions throw
 */
export function runStream<T, U>(
  inputBatches: readonly InputBatch<T>[],
  define: ((stream: DStream<T>, ssc: StreamingContext) => DStream<U>) | ProgramToRun,
  options: RunStreamOptions = {},
): Promise<U[][]> {
  if (typeof define === 'object') return runStreams<[T], U>([inputBatches], define, options);
  return runStreams<[T], U>([inputBatches], ([stream], ssc) => define(stream, ssc), options);
}

/** {@link runStream} for several inputs; the function gets their streams in the same order. */
export async function runStreams<Ts extends unknown[], U>(
  inputs: { readonly [I in keyof Ts]: readonly InputBatch<Ts[I]>[] },
  define:
    | ((streams: { [I in keyof Ts]: DStream<Ts[I]> }, ssc: StreamingContext) => DStream<U>)
    | ProgramToRun,
  options: RunStreamOptions = {},
): Promise<U[][]> {
  const { batchDuration = seconds(1), numPartitions = 2, onBatch } = options;
  const { numBatches = Math.max(...inputs.map((batches) => batches.length)) } = options;
  const master = (typeof define === 'object' ? define.master : undefined) ?? options.master ?? 'local[1]';
  const clock = new ManualClock();
  const ssc = new StreamingContext({ master, appName: 'test' }, batchDuration, {
    clock,
    failedOutputPolicy: 'fail',
  });
  const outputs: U[][] = [];
  const streams = inputs.map((batches) => new TestInputDStream<unknown>(ssc, batches, numPartitions));
  const output =
    typeof define === 'function'
      ? define(streams as unknown as { [I in keyof Ts]: DStream<Ts[I]> }, ssc)
      : ((await ssc.loadProgram({ module: define.program, args: define.args }, streams)) as DStream<U>);
  output.foreachRDD(async (rdd, batchTime) => {
    outputs.push(await rdd.collect());
    onBatch?.(batchTime);
  });
  try {
    ssc.start();
    const termination = ssc.awaitTermination();
    // Waited for below; a failure before that is no unhandled rejection.
    termination.catch(() => {});
    for (let batch = 0; batch < numBatches && ssc.state === 'ACTIVE'; batch += 1) {
      clock.advance(batchDuration);
      await ssc.awaitIdle();
    }
    await ssc.stop();
    await termination;
  } finally {
    await ssc.stop();
  }
  return outputs;
}
