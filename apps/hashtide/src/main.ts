// First output of `--help` must be near Node's own start: nothing heavy is imported here, each command loads its own.
import { CommanderError } from 'commander';
import { makeProgram } from './program.ts';
import { exitCodeOf, reportError } from './report-error.ts';
import { loadDotEnv } from './settings.ts';

// Whoever reads us may have had enough (`| head -3`): that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

loadDotEnv();

try {
  await makeProgram().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    reportError(error, process.argv.includes('--json'));
    process.exitCode = exitCodeOf(error);
  }
}
