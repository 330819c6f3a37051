import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { settings } from '../settings.ts';

export interface VerifyOptions {
  readonly db?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description('read a whole database and say what is damaged; changes nothing')
    .addHelpText(
      'before',
      examples(
        ['hashtide verify', 'exit 0: whole; 1: damaged. An engine may be running'],
        ['hashtide verify --db hashtide.db-backups/000003.db', 'a backup'],
        ['hashtide verify --json | jq .damaged_batches', 'one JSON object'],
      ),
    )
    .addOption(settings.db())
    .addOption(settings.dataDir())
    .addOption(new Option('--json', 'one JSON object'))
    .action(async (options: VerifyOptions) => {
      process.exitCode = (await import('../actions/verify.ts')).verify(options, process.stdout);
    });
}
