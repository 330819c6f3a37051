import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { freePort } from '../../chaos/free-port.ts';
import { HASHTIDE } from '../../chaos/processes.ts';
import { ProcessTree } from './process-tree.ts';
import type { Recording, Run } from './run.ts';
import { Started } from './started.ts';

/** What `hashtide run --json` says of a batch. */
interface BatchLine {
  readonly posts: number;
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
}

/** Recording → `hashtide read replay` → TCP → `hashtide run`, with its log and its database. */
export async function runHashtide({ file, numTweets, folder }: Recording): Promise<Run> {
  const port = await freePort();
  const start = performance.now();
  using reader = new Started(
    hashtide('read', 'replay', file, '--speed', 'max', '--no-spool', '--port', `${port}`),
    { HASHTIDE_DATA_DIR: join(folder, 'reader') },
  );
  using engine = new Started(
    hashtide('run', '--json', '--no-feed', '--model', 'afinn', '--reader', `127.0.0.1:${port}`),
    { HASHTIDE_DATA_DIR: join(folder, 'engine'), HASHTIDE_DB: join(folder, 'counts.db') },
  );
  using tree = new ProcessTree([reader.pid, engine.pid]);
  const labels = { positive: 0, neutral: 0, negative: 0 };
  let numCounted = 0;
  let numBatches = 0;
  while (numCounted < numTweets) {
    const batch = JSON.parse(await engine.line()) as BatchLine;
    numCounted += batch.posts;
    labels.positive += batch.positive;
    labels.neutral += batch.neutral;
    labels.negative += batch.negative;
    numBatches += 1;
  }
  return {
    name: 'hashtide',
    numTweets: numCounted,
    labels,
    seconds: (performance.now() - start) / 1000,
    ...tree.cost(),
    startCpuSeconds: 0,
    details: `${numBatches} batches`,
  };
}

function hashtide(...args: string[]): string[] {
  return [process.execPath, HASHTIDE, ...args];
}
