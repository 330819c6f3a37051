import type { Benchmark, BenchmarkOptions, Figure } from '../benchmark.ts';
import { batchSize } from './batch-size.ts';
import { growth } from './growth.ts';
import { BYTES_OF_FORM, type RecordForm } from './make-recording.ts';
import { type PathOptions, type PathRun, runPath } from './run-path.ts';

/** Twitter’s record, on 3 August 2013: so many tweets in one second. */
const RECORD_SECOND = 143_199;
const BATCH_MS = 10_000;

/** From a recording to SQLite, with the reader and the engine as processes of their own. */
export const pathBenchmarks: readonly Benchmark[] = [
  speedBenchmark('path-durable', { form: 'rules', seconds: 60, asked: RECORD_SECOND }),
  speedBenchmark('path-durable-slim', { form: 'slim', seconds: 20, asked: RECORD_SECOND }),
  speedBenchmark('path-durable-1k', { form: 'includes', seconds: 20, asked: 90_000 }),
  speedBenchmark('path-durable-linear', { form: 'rules', seconds: 20, asked: 80_000, model: 'linear' }),
  speedBenchmark('path-backfill', { form: 'slim', seconds: 20, asked: 300_000, isDurable: false }),
  heldBenchmark(),
  growth,
  batchSize,
  distinctTagsBenchmark(),
];

interface SpeedOptions {
  readonly form: RecordForm;
  /** How long it would take at the speed that is asked. */
  readonly seconds: number;
  /** tweets/s */
  readonly asked: number;
  readonly model?: string;
  readonly isDurable?: boolean;
  /** Default 2. */
  readonly threads?: number;
}

function speedBenchmark(name: string, options: SpeedOptions): Benchmark {
  const { form, seconds, asked, model = 'afinn', isDurable = true, threads = 2 } = options;
  const numRecords = seconds * asked;
  return {
    name,
    work: `${numRecords.toLocaleString('en')} tweets of ${BYTES_OF_FORM[form]} bytes: recording → reader → TCP → ${isDurable ? 'write-ahead log → ' : ''}${model} → SQLite`,
    asked: `≥ ${asked.toLocaleString('en')} tweets/s`,
    async run({ profile }: BenchmarkOptions) {
      const run = await runPath({
        recording: { form, numRecords, recordsPerSecond: RECORD_SECOND },
        ...{ speed: 'max', model, writeAheadLog: isDurable, batchMs: BATCH_MS, threads, profile },
      });
      return speedFigure(run, asked);
    },
  };
}

/** At its own pace: what counts is that the engine is never behind. */
function heldBenchmark(): Benchmark {
  const seconds = 60;
  return {
    name: 'path-held',
    work: `${seconds} s of ${RECORD_SECOND.toLocaleString('en')} tweets/s of 400 bytes as they were stamped, with the write-ahead log, afinn`,
    asked: 'scheduling delay 0 at the end',
    async run({ profile }: BenchmarkOptions) {
      const recording = {
        form: 'rules',
        numRecords: seconds * RECORD_SECOND,
        recordsPerSecond: RECORD_SECOND,
      } as const;
      const run = await runPath({ ...durable(recording, profile), speed: 'recorded' });
      const value = run.lastSchedulingDelayMs;
      return {
        value,
        unit: 'ms scheduling delay',
        isMet: isWhole(run) && value < 50,
        details: describe(run),
      };
    },
  };
}

function distinctTagsBenchmark(): Benchmark {
  const numRecords = 1_050_000;
  const asked = { rssMiB: 400, batchMs: 5000 };
  return {
    name: 'path-distinct-tags',
    work: `${numRecords.toLocaleString('en')} tweets in 10 min, each with a hashtag of its own, with the write-ahead log, afinn`,
    asked: `≤ ${asked.rssMiB} MiB, batch ≤ ${asked.batchMs / 1000} s`,
    async run({ profile }: BenchmarkOptions) {
      const recordsPerSecond = numRecords / 600;
      const run = await runPath(
        durable({ form: 'slim', numRecords, recordsPerSecond, hasDistinctTags: true }, profile),
      );
      const value = run.engine.maxRssMiB;
      const isMet = isWhole(run) && value <= asked.rssMiB && run.longestBatchMs <= asked.batchMs;
      return { value, unit: 'MiB', isMet, details: describe(run) };
    },
  };
}

function durable(recording: PathOptions['recording'], profile: boolean): PathOptions {
  return {
    ...{ recording, speed: 'max', model: 'afinn', writeAheadLog: true },
    ...{ batchMs: BATCH_MS, threads: 1, profile },
  };
}

function speedFigure(run: PathRun, asked: number): Figure {
  const value = run.numRecords / run.seconds;
  return { value, unit: 'tweets/s', isMet: isWhole(run) && value >= asked, details: describe(run) };
}

/** Nothing was lost, or counted twice. */
function isWhole({ posts, numRecords }: PathRun): boolean {
  return posts === numRecords;
}

function describe(run: PathRun): string[] {
  const { numRecords, numBytes, seconds, posts, numBatches, reader, engine, stages } = run;
  const microseconds = (cpuSeconds: number): string => ((cpuSeconds * 1e6) / numRecords).toFixed(2);
  const engineMicroseconds = (engine.cpuSeconds * 1e6) / numRecords;
  return [
    `${numRecords} tweets, ${(numBytes / numRecords).toFixed(0)} bytes each, in ${seconds.toFixed(1)} s: ${(numRecords / seconds).toFixed(0)} tweets/s; ${posts} counted`,
    `reader ${reader.cpuSeconds.toFixed(1)} s CPU, ${microseconds(reader.cpuSeconds)} µs a tweet, ${reader.maxRssMiB.toFixed(0)} MiB`,
    `engine ${engine.cpuSeconds.toFixed(1)} s CPU, ${microseconds(engine.cpuSeconds)} µs a tweet, ${engine.maxRssMiB.toFixed(0)} MiB`,
    `${numBatches} batches, the longest ${run.longestBatchMs} ms, the last scheduled ${run.lastSchedulingDelayMs} ms late; event loop p99 ${run.loopDelayP99Ms.toFixed(0)} ms`,
    ...stages.map(
      ({ stage, share }) =>
        `  ${(share * engineMicroseconds).toFixed(2).padStart(6)} µs  ${(100 * share).toFixed(1).padStart(5)} %  ${stage}`,
    ),
  ];
}
