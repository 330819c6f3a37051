// One of the processes of a path benchmark: a reader of a recording that is made while it is read, so that it may be
// longer than the disk.
import { Readable } from 'node:stream';
import { SystemClock } from '@hashtide/engine';
import { parseSpeed, replaySource, runReader } from '@hashtide/tweet-reader';
import { madeRecording, type RecordingOptions } from './make-recording.ts';
import { costOfProcess } from './process-cost.ts';
import type { FromReader } from './process-messages.ts';

// It ends with the benchmark, however that ends.
const giveUp = (): never => process.exit(1);
process.on('disconnect', giveUp);
const recording = JSON.parse(process.argv[2] ?? '{}') as RecordingOptions;
const tell = (message: FromReader): void => void process.send?.(message);
const clock = new SystemClock();
const input = Readable.from(madeRecording(recording), { objectMode: false });
await runReader({
  source: await replaySource({ file: '-', input, speed: parseSpeed('max'), clock, log: () => {} }),
  port: 0,
  clock,
  signal: new AbortController().signal,
  log: () => {},
  onListening: (port) => tell({ kind: 'listening', port, cost: costOfProcess() }),
});
tell({ kind: 'done', cost: costOfProcess() });
process.off('disconnect', giveUp);
process.disconnect?.();
