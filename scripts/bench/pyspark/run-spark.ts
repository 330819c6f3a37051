import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { ProcessTree } from './process-tree.ts';
import type { Recording, Run } from './run.ts';
import { SPARK } from './spark-settings.ts';
import { Started } from './started.ts';

const FEEDER = fileURLToPath(new URL('./feeder.ts', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./hashtags.py', import.meta.url));

interface SparkResult {
  readonly labels: Run['labels'];
  /** Records, scheduling delay and processing time (ms) of each batch that held any. */
  readonly batches: readonly (readonly [records: number, delayMs: number, processingMs: number])[];
}

/** Recording → plain TCP → PySpark Streaming. */
export async function runSpark(python: string, lexicons: string, recording: Recording): Promise<Run> {
  const { settings, numReceivers, numPartitions } = SPARK;
  using feeder = new Started([process.execPath, FEEDER, recording.file, String(numReceivers)]);
  const port = await feeder.line();
  using spark = new Started([python, PROGRAM, '127.0.0.1', port, lexicons, String(recording.numTweets)], {
    SPARK_SETTINGS: JSON.stringify(settings),
    NUM_RECEIVERS: String(numReceivers),
    NUM_PARTITIONS: String(numPartitions),
    CHECKPOINT_FOLDER: recording.folder,
    SPARK_LOCAL_DIRS: recording.folder,
    SPARK_LOCAL_IP: '127.0.0.1',
    PYSPARK_PYTHON: python,
  });
  using tree = new ProcessTree([feeder.pid, spark.pid]);
  await spark.line();
  await feeder.line();
  const start = performance.now();
  const before = tree.cost();
  const result = (await spark.json()) as SparkResult;
  const cost = tree.cost();
  const numTweets = result.batches.reduce((sum, [records]) => sum + records, 0);
  const longest = Math.max(...result.batches.map(([, , processingMs]) => processingMs));
  return {
    name: 'PySpark',
    numTweets,
    labels: result.labels,
    seconds: (performance.now() - start) / 1000,
    ...cost,
    startCpuSeconds: before.cpuSeconds,
    details: `${result.batches.length} batches, the longest took ${longest} ms, the last waited ${result.batches.at(-1)?.[1]} ms`,
  };
}
