import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { parseInteger } from '../parse-values.ts';
import { settings } from '../settings.ts';

export interface WatchOptions {
  readonly url: string;
  readonly dataDir?: string;
  readonly window: number;
  readonly top: number;
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly accessible?: boolean;
  readonly ascii?: boolean;
  readonly color?: boolean;
}

/** How the board is shown: shared by every command that shows one. */
export function addScreenOptions(command: Command): Command {
  return command
    .addOption(settings.window())
    .addOption(new Option('--json', 'JSON lines instead of the board'))
    .addOption(new Option('--plain', 'tab-separated lines instead of the board').conflicts('json'))
    .addOption(
      new Option('--accessible', 'sentences, nothing redrawn (also ACCESSIBLE=1)').conflicts([
        'json',
        'plain',
      ]),
    )
    .addOption(new Option('--top <n>', 'rows a batch in lines').default(10).argParser(parseInteger(1)))
    .addOption(new Option('--ascii', 'no characters beyond ASCII but the tags'))
    .addOption(new Option('--color', 'colours though the environment says no'))
    .addOption(new Option('--no-color', 'no colours (also NO_COLOR)'));
}

export function watchCommand(): Command {
  const command = new Command('watch')
    .description('the board alone, on the feed of a running engine; q leaves the engine running')
    .addHelpText(
      'before',
      examples(
        ['hashtide watch', 'the board'],
        ['hashtide watch --json | jq .posts', 'a JSON line a batch'],
        ['hashtide watch | head -3', 'not a terminal: plain lines'],
      ),
    )
    .addOption(settings.url())
    .addOption(settings.dataDir());
  return addScreenOptions(command).action(async (options: WatchOptions) => {
    process.exitCode = await (await import('../actions/watch.ts')).watchFeed(options);
  });
}
