import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from '../benchmark.ts';
import { median } from '../compare.ts';

/** What a process tells that has loaded a model. */
export interface ModelLoad {
  readonly ms: number;
  /** By how much its memory has grown. */
  readonly rssBytes: number;
}

const PROCESS = fileURLToPath(new URL('./load-model-process.ts', import.meta.url));
const NUM_PROCESSES = 11;
const ASKED_MS = 60;
const ASKED_RSS_MB = 30;

/** Before a model is loaded, a process has nothing but Node; what is compiled is kept, as hashtide does. */
export const linearLoad: Benchmark = {
  name: 'models-linear-load',
  work: `the models’ code and linear’s weights are loaded and a first text is scored, each time in a new process; ${NUM_PROCESSES} of them`,
  asked: `≤ ${ASKED_MS} ms, ≤ ${ASKED_RSS_MB} MB RSS`,
  async run() {
    const cache = mkdtempSync(join(tmpdir(), 'hashtide-bench-'));
    try {
      const first = await loadOnce(cache);
      const loads: ModelLoad[] = [];
      for (let n = 0; n < NUM_PROCESSES; n += 1) loads.push(await loadOnce(cache));
      const value = median(loads.map(({ ms }) => ms));
      const megabytes = median(loads.map(({ rssBytes }) => rssBytes)) / 1e6;
      return {
        ...{ value, unit: 'ms', isMet: value <= ASKED_MS && megabytes <= ASKED_RSS_MB },
        details: [
          `${megabytes.toFixed(1)} MB RSS, ${Math.min(...loads.map(({ ms }) => ms)).toFixed(0)} … ${Math.max(...loads.map(({ ms }) => ms)).toFixed(0)} ms`,
          `the very first start, which compiles: ${first.ms.toFixed(0)} ms, ${(first.rssBytes / 1e6).toFixed(1)} MB`,
        ],
      };
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  },
};

async function loadOnce(cache: string): Promise<ModelLoad> {
  const env = { ...process.env, NODE_COMPILE_CACHE: cache };
  const child = fork(PROCESS, ['linear'], { env, execArgv: [] });
  const ended = once(child, 'exit');
  const [load] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('the process ended without a word'))),
  ])) as [ModelLoad];
  await ended;
  return load;
}
