// One of the processes of a path benchmark: the engine, as `hashtide run` runs it, without screens.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { SystemClock } from '@hashtide/engine';
import { startEngine } from '@hashtide/engine/main';
import { keepHeapSmall } from '../../actions/keep-heap-small.ts';
import { version } from '../../version.ts';
import { costOfProcess } from './process-cost.ts';
import type { EngineArguments, FromEngine } from './process-messages.ts';

// It ends with the benchmark, however that ends.
const giveUp = (): never => process.exit(1);
process.on('disconnect', giveUp);
const { port, database, writeAheadLog, model, batchMs, threads } = JSON.parse(
  process.argv[2] ?? '{}',
) as EngineArguments;
const tell = (message: FromEngine): void => void process.send?.(message);
keepHeapSmall();
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
const engine = await startEngine({
  reader: { host: '127.0.0.1', port },
  database,
  writeAheadLog,
  model,
  batchDurationMs: batchMs,
  threads,
  feed: undefined,
  clock: new SystemClock(),
  version,
  log: () => {},
  onBatch: ({ totals, schedulingDelayMs, processingMs }) =>
    tell({ kind: 'batch', posts: totals.posts, schedulingDelayMs, processingMs }),
});
tell({ kind: 'started' });
await engine.sourcesEnded;
tell({ kind: 'done', cost: costOfProcess(), loopDelayP99Ms: delay.percentile(99) / 1e6 });
await engine.stop();
process.off('disconnect', giveUp);
process.disconnect?.();
