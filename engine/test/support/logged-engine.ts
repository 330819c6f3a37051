import { SystemClock } from '../../src/index.ts';
import { startEngine } from '../../src/main.ts';

/** An engine of its own process, to be killed: `node logged-engine.ts <port> <database> <log|no-log>`. */
const [port, database, log] = process.argv.slice(2);
const engine = await startEngine({
  reader: { host: '127.0.0.1', port: Number(port) },
  database: database ?? '',
  writeAheadLog: log === 'log',
  model: 'afinn',
  batchDurationMs: 10_000,
  feed: undefined,
  clock: new SystemClock(),
  version: 'test',
  log: () => {},
});
await engine.sourcesEnded;
await engine.stop();
