import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import type { HostPort } from '../parse-values.ts';
import { settings } from '../settings.ts';

export interface RunOptions {
  readonly reader: HostPort;
  readonly db?: string;
  readonly temporary?: boolean;
  readonly model: string;
  readonly batch: number;
  readonly threads: number;
  /** false: --no-feed. */
  readonly feed: boolean;
  readonly feedPort: number;
  readonly dataDir?: string;
  /** ms; 0: none. */
  readonly backupEvery: number;
  readonly keepBatches: number;
  readonly keepMinutes: number;
  readonly json?: boolean;
}

export function runCommand(): Command {
  return new Command('run')
    .description('the engine alone: counts what a reader sends, one line a batch')
    .addHelpText(
      'before',
      examples(
        ['hashtide run', 'engine on 127.0.0.1:5555, feed on 8888, database in the data directory'],
        ['nc -lk 5555    and    hashtide run', 'type tweets by hand'],
        ['hashtide run --no-feed --json', 'a JSON line a batch'],
      ),
    )
    .addOption(settings.reader())
    .addOption(settings.db())
    .addOption(new Option('--temporary', 'a database that is deleted at the end, whatever HASHTIDE_DB says'))
    .addOption(settings.model())
    .addOption(settings.batch())
    .addOption(settings.threads())
    .addOption(settings.feedPort())
    .addOption(new Option('--no-feed', 'no feed for screens'))
    .addOption(settings.dataDir())
    .addOption(settings.backupEvery())
    .addOption(settings.keepBatches())
    .addOption(settings.keepMinutes())
    .addOption(new Option('--json', 'JSON lines'))
    .action(async (options: RunOptions, command: Command) => {
      if (options.temporary && command.getOptionValueSource('db') === 'cli') {
        command.error("error: option '--temporary' cannot be used with option '--db <file>'");
      }
      process.exitCode = await (await import('../actions/run.ts')).run(options);
    });
}
