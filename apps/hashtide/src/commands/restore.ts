import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { settings } from '../settings.ts';

export interface RestoreOptions {
  readonly db?: string;
  readonly dataDir?: string;
  readonly from?: string;
  readonly json?: boolean;
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('put a backup in the database’s place; what was there is kept')
    .addHelpText(
      'before',
      examples(
        ['hashtide restore', 'the newest good backup; the engine must not run'],
        ['hashtide restore --from counts.db', 'another copy'],
      ),
    )
    .addOption(settings.db())
    .addOption(settings.dataDir())
    .addOption(new Option('--from <file>', 'instead of the newest good backup'))
    .addOption(new Option('--json', 'one JSON object'))
    .action(async (options: RestoreOptions) => {
      process.exitCode = (await import('../actions/restore.ts')).restore(options, process.stdout);
    });
}
