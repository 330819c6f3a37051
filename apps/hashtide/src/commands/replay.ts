import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { parseInteger } from '../parse-values.ts';
import { settings } from '../settings.ts';
import { addReplayOptions, type ReplayOptions } from './replay-options.ts';

export interface ReplayCommandOptions extends ReplayOptions {
  readonly batch: number;
  readonly threads: number;
  readonly window: number;
  readonly model: string;
  readonly db?: string;
  readonly top: number;
  readonly json?: boolean;
}

export function replayCommand(): Command {
  const command = new Command('replay')
    .description('count a recording: reader and engine, no board; ends with the recording')
    .addHelpText(
      'before',
      examples(
        ['hashtide replay tweets.ndjson.gz --speed max', 'totals and top hashtags'],
        ['hashtide replay tweets.ndjson --json --db counts.db', 'one JSON object; counts kept in SQLite'],
        ['cat tweets.txt | hashtide replay - --speed max', 'bare text lines'],
      ),
    )
    .argument('<file>', '.ndjson, .ndjson.gz, or - for standard input');
  return addReplayOptions(command, 'max')
    .addOption(settings.batch())
    .addOption(settings.threads())
    .addOption(settings.window())
    .addOption(settings.model())
    .addOption(settings.db())
    .addOption(new Option('--top <n>', 'hashtags in the result').default(10).argParser(parseInteger(1)))
    .addOption(new Option('--json', 'one JSON object, last'))
    .action(async (file: string, options: ReplayCommandOptions) => {
      process.exitCode = await (await import('../actions/replay.ts')).replay(file, options);
    });
}
