import { appendFileSync } from 'node:fs';
import { type WatchOptions, watch } from '../src/index.ts';

// What a terminal test starts: `watch` with the options of WATCH_OPTIONS (JSON), its answer as the exit code. Corrections
// go to CORRECTIONS_FILE, a JSON line each.
const options = JSON.parse(process.env.WATCH_OPTIONS ?? '{}') as WatchOptions;
process.once('SIGUSR2', () => {
  throw new Error('thrown by the test');
});
const file = process.env.CORRECTIONS_FILE;
process.exitCode = await watch({
  ...options,
  ...(file !== undefined && {
    keepCorrection: (correction) => {
      appendFileSync(file, `${JSON.stringify(correction)}\n`);
      return 'in the test’s file';
    },
  }),
});
