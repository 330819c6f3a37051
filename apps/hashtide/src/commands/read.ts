import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { settings } from '../settings.ts';
import { addReplayOptions, type ReplayOptions } from './replay-options.ts';

interface ReadOptions {
  readonly port: number;
  readonly dataDir?: string;
  /** false: `--no-spool`. */
  readonly spool: boolean;
}

export interface ReadXOptions extends ReadOptions {
  readonly rule: readonly string[];
  readonly maxPostsPerDay: number;
  readonly takeOver?: boolean;
}

export type ReadReplayOptions = ReadOptions & ReplayOptions;

/** What reading X needs to know: shared with `live`. */
export function addXOptions(command: Command): Command {
  return command
    .addOption(noSpool())
    .addOption(settings.rule())
    .addOption(settings.maxPostsPerDay())
    .addOption(
      new Option('--take-over', 'when X says that there are too many connections, close the old one'),
    );
}

/** Without it, what no engine has acked is kept in memory alone. */
function noSpool(): Option {
  return new Option('--no-spool', 'keep records in memory, not on the disk, until engines have them');
}

export function readCommand(): Command {
  const replay = new Command('replay')
    .description('play a recording; ends when an engine has all of it')
    .argument('[file]', '.ndjson, .ndjson.gz, or - for standard input', '-')
    .addOption(settings.port())
    .addOption(settings.dataDir())
    .addOption(noSpool());
  addReplayOptions(replay, 'recorded').action(async (file: string, options: ReadReplayOptions) => {
    process.exitCode = await (await import('../actions/read.ts')).readReplay(file, options);
  });
  const x = new Command('x').description('stream from X (X_BEARER_TOKEN in the environment or .env)');
  addXOptions(x.addOption(settings.port()).addOption(settings.dataDir())).action(
    async (options: ReadXOptions) => {
      process.exitCode = await (await import('../actions/read.ts')).readX(options);
    },
  );
  return new Command('read')
    .description('the reader alone: a source of tweets, served to engines over TCP')
    .addHelpText(
      'before',
      examples(
        ['hashtide read replay tweets.ndjson.gz --speed 10x', 'a recording on 127.0.0.1:5555'],
        ['hashtide read x --rule "#typescript lang:en"', 'X’s filtered stream'],
      ),
    )
    .addCommand(x)
    .addCommand(replay);
}
