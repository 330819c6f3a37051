import { type WatchOptions, watch } from '../src/index.ts';

// What a terminal test starts: `watch` with the options of WATCH_OPTIONS (JSON), its answer as the exit code.
const options = JSON.parse(process.env.WATCH_OPTIONS ?? '{}') as WatchOptions;
process.once('SIGUSR2', () => {
  throw new Error('thrown by the test');
});
process.exitCode = await watch(options);
