import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark } from '../benchmark.ts';
import type { FromLiveEngine, LiveEngineArguments } from '../live/live-messages.ts';
import type { RecordingOptions } from './make-recording.ts';
import type { FromReader } from './process-messages.ts';
import { startProcess } from './start-process.ts';

const SMALL = 1_000_000;
const LARGE = 50_000_000;
const NUM_PARTS = 10;
const BATCH_MS = 10_000;
const ASKED_PERCENT = 10;

/** Whether what it has counted makes it slower: its first million of tweets and its last, in one run. */
export const growth: Benchmark = growthBenchmark(SMALL, LARGE);

function growthBenchmark(small: number, large: number): Benchmark {
  return {
    name: 'path-growth',
    work: `${large.toLocaleString('en')} tweets of 200 bytes, made while they are read, with the write-ahead log, afinn: the last tenth against the first ${small.toLocaleString('en')}, and against the second tenth, when all code is warm`,
    asked: `tweets/s at most ${ASKED_PERCENT} % less`,
    async run() {
      const batches = await playMade({ form: 'slim', numRecords: large, recordsPerSecond: 20_000 });
      const part = (number: number): Stretch =>
        stretch(batches, (number * large) / NUM_PARTS, ((number + 1) * large) / NUM_PARTS);
      const first = stretch(batches, 0, small);
      const parts = Array.from({ length: NUM_PARTS }, (_, number) => part(number));
      const [second, last] = [part(1), part(NUM_PARTS - 1)];
      const value =
        100 * (last.tweetsPerSecond / Math.max(first.tweetsPerSecond, second.tweetsPerSecond) - 1);
      const numCounted = batches.at(-1)?.numTweets ?? 0;
      return {
        ...{ value, unit: '% tweets/s', isMet: numCounted === large && value >= -ASKED_PERCENT },
        details: [
          `${numCounted} tweets counted`,
          `the first ${small}: ${describe(first)}`,
          ...parts.map((each, number) => `tenth ${number + 1}: ${describe(each)}`),
        ],
      };
    },
  };
}

/** How far it had come when a batch was committed. */
interface Progress {
  readonly numTweets: number;
  readonly second: number;
  readonly cpuSeconds: number;
}

interface Stretch {
  readonly tweetsPerSecond: number;
  /** Of the engine. */
  readonly microseconds: number;
}

/** From the batch that reached `from` tweets to the one that reached `to`. */
function stretch(batches: readonly Progress[], from: number, to: number): Stretch {
  const reached = (numTweets: number): Progress | undefined =>
    batches.find((batch) => batch.numTweets >= numTweets);
  const [start, end] = [reached(from), reached(to) ?? batches.at(-1)];
  if (start === undefined || end === undefined) return { tweetsPerSecond: 0, microseconds: Number.NaN };
  const numTweets = end.numTweets - start.numTweets;
  return {
    tweetsPerSecond: numTweets / (end.second - start.second),
    microseconds: (1e6 * (end.cpuSeconds - start.cpuSeconds)) / numTweets,
  };
}

function describe({ tweetsPerSecond, microseconds }: Stretch): string {
  return `${tweetsPerSecond.toFixed(0)} tweets/s, ${microseconds.toFixed(2)} µs CPU a tweet (engine)`;
}

/** @returns where it stood at its start and after each batch */
async function playMade(recording: RecordingOptions): Promise<Progress[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-bench-'));
  try {
    using reader = startProcess<FromReader>(
      new URL('./made-reader-process.ts', import.meta.url),
      recording,
      [],
    );
    const { port } = await reader.next('listening');
    const about = { port, database: join(folder, 'bench.db'), model: 'afinn', batchMs: BATCH_MS };
    using engine = startProcess<FromLiveEngine>(
      new URL('../live/live-engine-process.ts', import.meta.url),
      { ...about, hasFeed: false } satisfies LiveEngineArguments,
      [],
    );
    await Promise.all([engine.next('done'), reader.next('done')]);
    await Promise.all([engine.ended, reader.ended]);
    let numTweets = 0;
    const batches = engine.messages.filter((message) => message.kind === 'batch');
    const progress = batches.map(({ posts, second, cpuSeconds }) => {
      numTweets += posts;
      return { numTweets, second, cpuSeconds };
    });
    return [{ numTweets: 0, second: 0, cpuSeconds: 0 }, ...progress];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
