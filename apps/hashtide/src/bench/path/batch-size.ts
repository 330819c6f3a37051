import type { Benchmark } from '../benchmark.ts';
import { runPath } from './run-path.ts';

const NUM_RECORDS = 2_000_000;
const BATCH_MS = 10_000;
/** Tweets a batch. */
const SIZES = [1000, 10_000, 100_000, 1_000_000] as const;
const ASKED_RATIO = 1.25;

/** What a batch costs beside its tweets, and that a tweet costs no more in a large one. */
export const batchSize: Benchmark = batchSizeBenchmark(NUM_RECORDS, SIZES);

function batchSizeBenchmark(numRecords: number, sizes: readonly number[]): Benchmark {
  const list = sizes.map((size) => size.toLocaleString('en')).join(', ');
  return {
    name: 'path-batch-size',
    work: `${numRecords.toLocaleString('en')} tweets of 200 bytes in batches of ${list} each, with the write-ahead log, afinn: CPU a tweet in the largest against the batches before`,
    asked: `≤ ${ASKED_RATIO}×`,
    async run() {
      const rows: { size: number; microseconds: number; longestMs: number; isWhole: boolean }[] = [];
      for (const size of sizes) {
        const recordsPerSecond = (size * 1000) / BATCH_MS;
        const run = await runPath({
          recording: { form: 'slim', numRecords, recordsPerSecond },
          ...{
            speed: 'max',
            model: 'afinn',
            writeAheadLog: true,
            batchMs: BATCH_MS,
            threads: 1,
            profile: false,
          },
        });
        const microseconds = (run.engine.cpuSeconds * 1e6) / numRecords;
        rows.push({ size, microseconds, longestMs: run.longestBatchMs, isWhole: run.posts === numRecords });
      }
      const [before, largest] = rows.slice(-2);
      const smallest = rows[0];
      if (before === undefined || largest === undefined || smallest === undefined)
        throw new Error('two sizes are needed');
      const value = largest.microseconds / before.microseconds;
      const ownMs = ((smallest.microseconds - before.microseconds) * smallest.size) / 1000;
      return {
        ...{
          value,
          unit: '× the CPU a tweet',
          isMet: rows.every(({ isWhole }) => isWhole) && value <= ASKED_RATIO,
        },
        details: [
          ...rows.map(
            ({ size, microseconds, longestMs }) =>
              `batches of ${size}: ${microseconds.toFixed(2)} µs CPU a tweet, the longest took ${longestMs} ms`,
          ),
          `a batch of ${smallest.size} costs ${ownMs.toFixed(2)} ms of CPU beside its tweets`,
        ],
      };
    },
  };
}
