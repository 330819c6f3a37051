// First output of `--help` must be near Node's own start: nothing heavy is imported here, each command loads its own.
import { StreamingError } from '@hashtide/engine/errors';
import { CommanderError } from 'commander';
import { makeProgram } from './program.ts';
import { exitCodeOf, reportError } from './report-error.ts';
import { loadDotEnv } from './settings.ts';

const asJson = process.argv.includes('--json');
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads us may have had enough (`| head -3`): that is no failure.
    if (error.code === 'EPIPE') process.exit(0);
    // The terminal is gone; its SIGHUP may come later.
    if (error.code === 'EIO') process.exit(129);
    if (stream === process.stdout) reportError(outputError(error), asJson);
    process.exit(1);
  });
}

try {
  loadDotEnv();
  await makeProgram().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    // Help or the version has been shown.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    reportError(error, asJson);
    process.exitCode = exitCodeOf(error);
  }
}

function outputError(cause: NodeJS.ErrnoException): StreamingError {
  const fix = 'Look where the output goes: is there room left?';
  return new StreamingError('OUTPUT_FAILED', `The output cannot be written: ${cause.message}`, {
    cause,
    fix,
  });
}
