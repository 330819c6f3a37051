// One of the processes of a benchmark at a pace: the engine, as `hashtide run` runs it, with its feed. Says each second
// what it has taken.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { SystemClock } from '@hashtide/engine';
import { startEngine } from '@hashtide/engine/main';
import { keepHeapSmall } from '../../actions/keep-heap-small.ts';
import { version } from '../../version.ts';
import { costOfProcess } from '../path/process-cost.ts';
import type { FromLiveEngine, LiveEngineArguments } from './live-messages.ts';

const SAMPLE_MS = 1000;
/** The timer whose lateness is looked at. */
const TIMER_MS = 10;
/** What comes before is the start. */
const WARM_UP_MS = 20_000;

// It ends with the benchmark, however that ends.
const giveUp = (): never => process.exit(1);
process.on('disconnect', giveUp);
const { port, database, model, batchMs, hasFeed } = JSON.parse(
  process.argv[2] ?? '{}',
) as LiveEngineArguments;
const tell = (message: FromLiveEngine): void => void process.send?.(message);
keepHeapSmall();
const clock = new SystemClock();
const start = performance.now();
const engine = await startEngine({
  reader: { host: '127.0.0.1', port },
  database,
  writeAheadLog: true,
  model,
  batchDurationMs: batchMs,
  feed: hasFeed ? { host: '127.0.0.1', port: 0 } : undefined,
  clock,
  version,
  log: () => {},
  onBatch: ({ batchTime, totals, schedulingDelayMs, processingMs }) =>
    tell({
      kind: 'batch',
      posts: totals.posts,
      ...{ schedulingDelayMs, processingMs, committedAfterMs: clock.now() - batchTime },
      ...{ second: (performance.now() - start) / 1000, cpuSeconds: costOfProcess().cpuSeconds },
    }),
});
tell({ kind: 'started', feedPort: engine.feedPort ?? 0 });
const delay = monitorEventLoopDelay({ resolution: TIMER_MS });
delay.enable();
setTimeout(() => delay.reset(), WARM_UP_MS).unref();
const sampling = setInterval(() => {
  tell({
    kind: 'sample',
    second: (performance.now() - start) / 1000,
    cpuSeconds: costOfProcess().cpuSeconds,
    rssMiB: process.memoryUsage.rss() / 2 ** 20,
  });
}, SAMPLE_MS);
await engine.sourcesEnded;
clearInterval(sampling);
tell({ kind: 'done', timerLateP99Ms: Math.max(0, delay.percentile(99) / 1e6 - TIMER_MS) });
await engine.stop();
process.off('disconnect', giveUp);
process.disconnect?.();
