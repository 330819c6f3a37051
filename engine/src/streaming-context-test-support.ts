import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import type { CheckpointStore } from './checkpoint/checkpoint-store.ts';
import { StreamingContext, seconds } from './index.ts';
import { type ManualClock, TestInputDStream } from './testing/index.ts';

/** Folders of a test file, removed after it. */
export const root = mkdtempSync(join(tmpdir(), 'hashtide-recovery-'));
afterAll(() => rmSync(root, { recursive: true }));
export const newFolder = (): string => mkdtempSync(join(root, 'place-'));

/** Contexts that are stopped after each test. */
export const running: StreamingContext[] = [];
afterEach(async () => {
  for (const ssc of running.splice(0)) await ssc.stop();
});

/** What an output operation was given. */
export type Outputs = [batchTime: number, records: unknown[]][];
/** Makes the streams. */
export type Define = (ssc: StreamingContext, clock: ManualClock, outputs: Outputs) => void;

/** Starts a program from its checkpoint or from nothing. */
export function begin(
  place: string | CheckpointStore,
  clock: ManualClock,
  define: Define,
  options: ConstructorParameters<typeof StreamingContext>[2] = {},
) {
  const outputs: Outputs = [];
  const ssc = StreamingContext.getOrCreate(place, () => {
    const made = new StreamingContext({}, seconds(1), { clock, failedOutputPolicy: 'fail', ...options });
    define(made, clock, outputs);
    return made;
  });
  running.push(ssc);
  ssc.start();
  return { ssc, outputs };
}

/** Runs what is due, then so many batches by the clock. */
export async function advance(ssc: StreamingContext, clock: ManualClock, numBatches: number): Promise<void> {
  await ssc.awaitIdle();
  for (let batch = 0; batch < numBatches; batch += 1) {
    clock.advance(seconds(1));
    await ssc.awaitIdle();
  }
}

/** One life of a program, `numBatches` by the clock, then gone. */
export async function live(
  place: string | CheckpointStore,
  clock: ManualClock,
  numBatches: number,
  define: Define,
  options: ConstructorParameters<typeof StreamingContext>[2] = {},
) {
  const life = begin(place, clock, define, options);
  await advance(life.ssc, clock, numBatches);
  await life.ssc.stop();
  return life;
}

/** A running count of the record `a`, once a batch. */
export const countA: Define = (ssc, _clock, outputs) => {
  const input = new TestInputDStream<string>(ssc, Array(100).fill(['a']), 2);
  const counts = input
    .map((record) => [record, 1])
    .updateStateByKey<string, number, number>((values, state = 0) => state + values.length)
    .checkpoint(seconds(1));
  counts.foreachRDD(async (rdd, time) => void outputs.push([time, await rdd.collect()]));
};
