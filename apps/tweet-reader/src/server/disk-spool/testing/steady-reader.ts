import { SystemClock } from '@hashtide/engine';
import { runReader } from '../../run-reader.ts';
import { HeldBackFiles } from './held-back-files.ts';
import { steadySource } from './steady-source.ts';

// A reader of a steady source, as a process that can be killed: folder, rate, first id, 'held-back' for the control.
const [folder = '', rate = '1000', firstId = '1', disk = ''] = process.argv.slice(2);
const clock = new SystemClock();
const life = new AbortController();
process.on('SIGTERM', () => life.abort());
process.on('message', (message) => {
  if (message === 'memory') process.send?.({ rss: process.memoryUsage().rss, cpu: process.cpuUsage() });
});

await runReader({
  source: steadySource(clock, Number(rate), Number(firstId)),
  port: 0,
  clock,
  signal: life.signal,
  log: (line) => process.send?.({ log: line }),
  diskSpool: { folder, ...(disk === 'held-back' && { files: new HeldBackFiles(folder) }) },
  onListening: (port) => process.send?.({ port }),
});
process.disconnect?.();
