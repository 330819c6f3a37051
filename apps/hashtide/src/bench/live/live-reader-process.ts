// One of the processes of a benchmark at a pace: a reader of made tweets, with its spool on the disk as for X.
import { SystemClock } from '@hashtide/engine';
import { runReader } from '@hashtide/tweet-reader';
import { costOfProcess } from '../path/process-cost.ts';
import type { FromLiveReader, LiveReaderArguments } from './live-messages.ts';
import { liveSource } from './live-source.ts';

// It ends with the benchmark, however that ends.
const giveUp = (): never => process.exit(1);
process.on('disconnect', giveUp);
const { spool, ...pace } = JSON.parse(process.argv[2] ?? '{}') as LiveReaderArguments;
const tell = (message: FromLiveReader): void => void process.send?.(message);
const clock = new SystemClock();
await runReader({
  source: liveSource({ ...pace, clock }),
  port: 0,
  clock,
  signal: new AbortController().signal,
  log: () => {},
  diskSpool: { folder: spool },
  onListening: (port) => tell({ kind: 'listening', port, cost: costOfProcess() }),
});
tell({ kind: 'done', cost: costOfProcess() });
process.off('disconnect', giveUp);
process.disconnect?.();
