import type { Benchmark } from '../benchmark.ts';
import { type LiveRun, runLive } from './run-live.ts';
import { slopePerMinute } from './slope.ts';

/** Tweets a second on X, on average. */
const TWEETS_PER_SECOND = 5800;
const BATCH_MS = 10_000;
const MODEL = 'auto';
const VIEWS = [
  {},
  {},
  {},
  { window_s: 60 },
  { window_s: 60, limit: 2000 },
  { limit: 20 },
  { filter: 'a' },
  {},
];
const WORK = `${TWEETS_PER_SECOND.toLocaleString('en')} tweets/s of 400 bytes as they come: a reader with its spool on the disk → TCP → write-ahead log → ${MODEL} → SQLite → feed to ${VIEWS.length} screens, batches of ${BATCH_MS / 1000} s`;

/** What comes before has the code still cold. */
const WARM_UP_SECONDS = 20;

/** What X has all day: neither the processor nor the memory should notice. */
const average: Benchmark = averageBenchmark({ corePercent: 10, timerLateMs: 20, mebibytesPerMinute: 1 });

function averageBenchmark(asked: {
  readonly corePercent: number;
  readonly timerLateMs: number;
  readonly mebibytesPerMinute: number;
}): Benchmark {
  const defaultSeconds = 600;
  return {
    name: 'path-average',
    work: `${defaultSeconds / 60} min of ${WORK}`,
    asked: `≤ ${asked.corePercent} % of a core, event loop ≤ ${asked.timerLateMs} ms late (p99), memory flat (≤ ${asked.mebibytesPerMinute} MiB/min)`,
    async run({ seconds = defaultSeconds }) {
      const run = await runLive({
        ...{ tweetsPerSecond: TWEETS_PER_SECOND, seconds, batchMs: BATCH_MS, model: MODEL, views: VIEWS },
      });
      const samples = run.samples.filter(({ second }) => second <= seconds);
      const steady = samples.filter(({ second }) => second >= Math.min(WARM_UP_SECONDS, seconds / 2));
      const [first, last] = [steady[0], steady.at(-1)];
      if (first === undefined || last === undefined) throw new Error('the engine gave no sample');
      const value = (100 * (last.cpuSeconds - first.cpuSeconds)) / (last.second - first.second);
      const half = samples.filter(({ second }) => second >= seconds / 2);
      const slope = slopePerMinute(half.map(({ second, rssMiB }) => [second, rssMiB]));
      const isMet =
        run.posts === seconds * TWEETS_PER_SECOND &&
        value <= asked.corePercent &&
        run.timerLateP99Ms <= asked.timerLateMs &&
        slope <= asked.mebibytesPerMinute;
      const rss = half.map(({ rssMiB }) => rssMiB);
      return {
        ...{ value, unit: '% of a core', isMet },
        details: [
          `event loop p99 ${run.timerLateP99Ms.toFixed(1)} ms late (a timer of 10 ms)`,
          `memory grows by ${slope.toFixed(2)} MiB/min: least squares over a sample a second in the second half, ${Math.min(...rss).toFixed(0)} … ${Math.max(...rss).toFixed(0)} MiB`,
          `CPU from second ${first.second.toFixed(0)} on; with its start ${samples.at(-1)?.cpuSeconds.toFixed(1)} s in ${seconds} s`,
          ...describe(run, seconds),
        ],
      };
    },
  };
}

/** How old a count is when it is seen. */
const latency: Benchmark = latencyBenchmark(150);

function latencyBenchmark(askedMs: number): Benchmark {
  const defaultSeconds = 300;
  return {
    name: 'path-latency',
    work: `${defaultSeconds / 60} min of ${WORK}; from a batch's end by the clock until its frame is read`,
    asked: `≤ ${askedMs} ms (p99)`,
    async run({ seconds = defaultSeconds }) {
      const run = await runLive({
        ...{ tweetsPerSecond: TWEETS_PER_SECOND, seconds, batchMs: BATCH_MS, model: MODEL, views: VIEWS },
      });
      const numCold = Math.min(
        Math.floor((1000 * WARM_UP_SECONDS) / BATCH_MS),
        Math.floor(run.numBatches / 2),
      );
      // The last batch ends when the source does, and not by the clock.
      const delays = run.frameDelaysMs.flatMap((delaysMs) => delaysMs.slice(numCold, run.numBatches - 1));
      if (delays.length === 0) throw new Error(`${seconds} s are too few: no batch was left to look at`);
      const value = percentile(delays, 99);
      const commits = run.commits.slice(numCold, run.numBatches - 1);
      const longest = Math.max(...delays);
      return {
        ...{ value, unit: 'ms (p99)', isMet: value <= askedMs },
        details: [
          `median ${percentile(delays, 50)} ms, longest ${longest} ms; ${delays.length} frames, the first ${numCold} of each screen left out`,
          `of these until the commit: median ${percentile(
            commits.map(({ afterMs }) => afterMs),
            50,
          )} ms, and of that ${percentile(
            commits.map(({ processingMs }) => processingMs),
            50,
          )} ms the batch itself`,
          `a tweet waits ${BATCH_MS / 1000} s for its batch's end at most, and then so long: ${((BATCH_MS + longest) / 1000).toFixed(2)} s in all at most, ${((BATCH_MS / 2 + percentile(delays, 50)) / 1000).toFixed(2)} s on average`,
          ...describe(run, seconds),
        ],
      };
    },
  };
}

export const liveBenchmarks: readonly Benchmark[] = [average, latency];

function describe(run: LiveRun, seconds: number): string[] {
  const { posts, numBatches, longestBatchMs, lastSchedulingDelayMs, reader } = run;
  return [
    `${posts} of ${seconds * TWEETS_PER_SECOND} tweets counted; ${numBatches} batches, the longest ${longestBatchMs} ms, the last scheduled ${lastSchedulingDelayMs} ms late`,
    `reader ${reader.cpuSeconds.toFixed(1)} s CPU, making the tweets included, ${reader.maxRssMiB.toFixed(0)} MiB`,
  ];
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
