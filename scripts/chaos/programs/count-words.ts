import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import {
  type DStream,
  type Pair,
  type State,
  StateSpec,
  type StreamingContext,
} from '../../../engine/src/index.ts';

export const BATCH_MS = 200;
export const WINDOW_MS = 2000;

/** What the program is given; plain data, as it goes to worker threads. */
export interface CountWordsArgs {
  /** Text files are moved into it. */
  readonly input: string;
  /** One file a batch and output: `<batchTime>.<output>.json`. */
  readonly output: string;
}

/**
 * Counts the words of files in four ways: of the batch, since the start twice over, and of a window. Batches are written
 * once more by an output that skips what it has, as Spark's guide has it: exact, if a batch that is made again is the same.
 */
export function build(ssc: StreamingContext, { input, output }: CountWordsArgs): void {
  const words = ssc
    .textFileStream(input)
    .flatMap((line) => line.split(' '))
    .map((word): Pair<string, number> => {
      if (word.startsWith('kill-')) dieOnce(join(output, word));
      return [word, 1];
    });
  const counts = words.reduceByKey(add);
  const updated = counts.updateStateByKey(updateCount);
  updated.checkpoint(BATCH_MS);
  const mapped = counts.mapWithState(
    StateSpec.function(
      (word: string, count: number | undefined, state: State<number>): Pair<string, number> => {
        const sum = (state.getOption() ?? 0) + (count ?? 0);
        state.update(sum);
        return [word, sum];
      },
    ),
  );
  const windowed = counts.reduceByKeyAndWindow(add, subtract, WINDOW_MS, BATCH_MS, {
    filterFunc: isPositive,
  });
  write(counts, output, 'counts');
  writeOnce(counts, output, 'first');
  write(updated, output, 'updated');
  write(mapped.stateSnapshots(), output, 'mapped');
  write(windowed, output, 'windowed');
}

function updateCount(values: readonly number[], count = 0): number {
  return values.reduce(add, count);
}

function add(a: number, b: number): number {
  return a + b;
}

function subtract(a: number, b: number): number {
  return a - b;
}

function isPositive([, count]: Pair<string, number>): boolean {
  return count > 0;
}

/** Ends the worker thread that it runs in, the first time that this word is met. */
function dieOnce(marker: string): void {
  if (isMainThread || existsSync(marker)) return;
  writeFileSync(marker, '');
  process.exit(9);
}

/** A batch that is done again is skipped. */
function writeOnce(stream: DStream<Pair<string, number>>, folder: string, name: string): void {
  stream.foreachRDD(async (rdd, batchTime) => {
    const file = join(folder, `${batchTime}.${name}.json`);
    if (existsSync(file)) return;
    writeFileSync(`${file}-part`, JSON.stringify(await rdd.collect()));
    renameSync(`${file}-part`, file);
  });
}

/** Whole or not at all; a batch that is done again must come to the same. */
function write(stream: DStream<Pair<string, number>>, folder: string, name: string): void {
  stream.foreachRDD(async (rdd, batchTime) => {
    const pairs = (await rdd.collect()).sort(([a], [b]) => (a < b ? -1 : 1));
    const file = join(folder, `${batchTime}.${name}.json`);
    const text = JSON.stringify(pairs);
    if (existsSync(file) && readFileSync(file, 'utf8') !== text) {
      writeFileSync(join(folder, `${batchTime}.${name}.differs`), text);
    }
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}-part`, text);
    renameSync(`${file}-part`, file);
  });
}
