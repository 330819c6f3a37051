// The same job in PySpark Streaming and in hashtide, on the same recording, in turns:
//
//     PYTHON=venv/bin/python node scripts/bench/pyspark/main.ts [tweets, default 500000] [rounds, default 3]
//
// What to install, what both do and how they are configured: README.md beside this file. Linux only: costs are read
// from /proc.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeRecording } from '../../../apps/hashtide/src/bench/path/make-recording.ts';
import { findPython, NotInstalled } from './find-python.ts';
import { type Recording, type Run, tweetsPerCpuSecond } from './run.ts';
import { runHashtide } from './run-hashtide.ts';
import { runSpark } from './run-spark.ts';
import { SPARK } from './spark-settings.ts';

/** Of the recording's stamps: Twitter's record second. */
const TWEETS_PER_SECOND = 143_199;
const LEXICONS = dirname(createRequire(import.meta.url).resolve('sentiment/package.json'));

async function compare(numTweets: number, numRounds: number): Promise<void> {
  const { python, versions } = findPython();
  console.log(
    `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores; Node ${process.version}; ${versions}`,
  );
  console.log(`PySpark: ${JSON.stringify(SPARK)}`);
  console.log('hashtide: as it comes, with its write-ahead log, one thread, --model afinn');
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-pyspark-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'recording.ndjson');
  const form = { form: 'rules', numRecords: numTweets, recordsPerSecond: TWEETS_PER_SECOND } as const;
  const numBytes = makeRecording(file, form);
  console.log(`${numTweets} tweets of ${(numBytes / numTweets).toFixed(0)} bytes`);
  const rounds: { readonly ours: Run; readonly theirs: Run }[] = [];
  for (let round = 0; round < numRounds; round += 1) {
    const into = (): Recording => ({
      file,
      numTweets,
      folder: mkdtempSync(join(folder, 'run-')),
    });
    const theirs = await runSpark(python, LEXICONS, into());
    print(theirs);
    const ours = await runHashtide(into());
    print(ours);
    requireSameLabels(ours, theirs);
    rounds.push({ ours, theirs });
  }
  const ratio = (of: (run: Run) => number): string =>
    median(rounds.map(({ ours, theirs }) => of(ours) / of(theirs))).toFixed(1);
  const inverse = (of: (run: Run) => number): string =>
    median(rounds.map(({ ours, theirs }) => of(theirs) / of(ours))).toFixed(1);
  console.log(
    `medians of ${numRounds} rounds, hashtide to PySpark: ${ratio((run) => run.numTweets / run.seconds)} × tweets/s, ` +
      `${ratio(tweetsPerCpuSecond)} × tweets per CPU second ` +
      `(${ratio(({ numTweets: tweets, cpuSeconds, startCpuSeconds }) => tweets / (cpuSeconds - startCpuSeconds))} × ` +
      `without PySpark's start), 1/${inverse(({ peakMiB }) => peakMiB)} of its memory`,
  );
}

function print(run: Run): void {
  const { name, numTweets, seconds, cpuSeconds, startCpuSeconds, peakMiB, details } = run;
  console.log(
    [
      `${name.padEnd(9)}${(numTweets / seconds).toFixed(0).padStart(8)} tweets/s`,
      `${cpuSeconds.toFixed(1)} s CPU, ${startCpuSeconds.toFixed(1)} of it to start`,
      `${tweetsPerCpuSecond(run).toFixed(0)} tweets per CPU second`,
      `${peakMiB.toFixed(0)} MiB`,
      details,
      `load ${loadavg()[0]?.toFixed(1)}`,
    ].join('; '),
  );
}

/** Whoever did less would be the faster. */
function requireSameLabels(ours: Run, theirs: Run): void {
  for (const label of ['positive', 'neutral', 'negative'] as const)
    if (ours.labels[label] !== theirs.labels[label])
      throw new Error(`${label}: hashtide counted ${ours.labels[label]}, PySpark ${theirs.labels[label]}`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  await compare(Number(process.argv[2] ?? 500_000), Number(process.argv[3] ?? 3));
} catch (error) {
  if (!(error instanceof NotInstalled)) throw error;
  console.log(
    `skipped: ${error.message}.\nTo install: python3 -m venv venv && venv/bin/pip install -r scripts/bench/pyspark/requirements.txt`,
  );
}
