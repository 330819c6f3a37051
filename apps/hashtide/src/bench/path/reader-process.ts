// One of the processes of a path benchmark: the reader of a recording, as `hashtide read replay` runs it.
import { SystemClock } from '@hashtide/engine';
import { parseSpeed, replaySource, runReader } from '@hashtide/tweet-reader';
import { costOfProcess } from './process-cost.ts';
import type { FromReader, ReaderArguments } from './process-messages.ts';

// It ends with the benchmark, however that ends.
const giveUp = (): never => process.exit(1);
process.on('disconnect', giveUp);
const { file, speed } = JSON.parse(process.argv[2] ?? '{}') as ReaderArguments;
const tell = (message: FromReader): void => void process.send?.(message);
const clock = new SystemClock();
const source = await replaySource({ file, speed: parseSpeed(speed), clock, log: () => {} });
await runReader({
  source,
  port: 0,
  clock,
  signal: new AbortController().signal,
  log: () => {},
  onListening: (port) => tell({ kind: 'listening', port, cost: costOfProcess() }),
});
tell({ kind: 'done', cost: costOfProcess() });
process.off('disconnect', giveUp);
process.disconnect?.();
