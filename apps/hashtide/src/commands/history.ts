import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { parseInteger } from '../parse-values.ts';
import { settings } from '../settings.ts';

export interface HistoryOptions {
  readonly db?: string;
  readonly dataDir?: string;
  readonly top: number;
  readonly json?: boolean;
}

export function historyCommand(): Command {
  return new Command('history')
    .description('the runs of the engine on a database, and how their batches went')
    .addHelpText(
      'before',
      examples(
        ['hashtide history', 'the last 10 runs, newest first'],
        ['hashtide history --json | jq .failed_batches', 'a JSON line a run'],
      ),
    )
    .addOption(settings.db())
    .addOption(settings.dataDir())
    .addOption(new Option('--top <n>', 'so many runs').default(10).argParser(parseInteger(1)))
    .addOption(new Option('--json', 'JSON lines'))
    .action(async (options: HistoryOptions) => {
      process.exitCode = (await import('../actions/history.ts')).history(options, process.stdout);
    });
}
