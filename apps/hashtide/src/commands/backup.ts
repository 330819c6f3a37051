import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { settings } from '../settings.ts';

export interface BackupOptions {
  readonly db?: string;
  readonly dataDir?: string;
  readonly output?: string;
  readonly json?: boolean;
}

export function backupCommand(): Command {
  return new Command('backup')
    .description('copy the database, also while an engine writes it; three copies are kept')
    .addHelpText(
      'before',
      examples(
        ['hashtide backup', 'the next copy in <database>-backups'],
        ['hashtide backup -o counts.db', 'a copy under a name of its own'],
      ),
    )
    .addOption(settings.db())
    .addOption(settings.dataDir())
    .addOption(new Option('-o, --output <file>', 'instead of <database>-backups; replaced if it is there'))
    .addOption(new Option('--json', 'one JSON object'))
    .action(async (options: BackupOptions) => {
      process.exitCode = await (await import('../actions/backup.ts')).backup(options, process.stdout);
    });
}
