import { StreamingError } from '@hashtide/engine/errors';
import type { Command, CommanderError } from 'commander';

/**
 * Has `command` and all below it throw what is wrong with the command line as `INVALID_USAGE`, and say nothing of it
 * themselves: whoever catches it knows whether a person, a script or the process that started us is told.
 */
export function throwUsageErrors(command: Command, path = command.name()): void {
  command.configureOutput({ outputError: () => {} }).exitOverride((error) => {
    throw error.exitCode === 0 || error.code === 'commander.help' ? error : usageError(error, path);
  });
  for (const below of command.commands) throwUsageErrors(below, `${path} ${below.name()}`);
}

/** Commander's message without its `error: `; what it thinks was meant, or where help is, becomes the cure. */
function usageError(cause: CommanderError, path: string): StreamingError {
  const [, message = cause.message, meant] =
    /^(?:error: )?([\s\S]*?)(?:\n\((Did you mean [\s\S]*)\))?$/.exec(cause.message) ?? [];
  return new StreamingError('INVALID_USAGE', message, { cause, fix: meant ?? `${path} --help shows how` });
}
