import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { parseInteger } from '../parse-values.ts';

export interface BenchOptions {
  readonly json?: boolean;
  readonly list?: boolean;
  readonly profile?: boolean;
  readonly texts?: string;
  readonly seconds?: number;
  readonly inProcess?: boolean;
}

export function benchCommand(): Command {
  return new Command('bench')
    .description('measure how fast it is, each figure beside a rival')
    .addHelpText(
      'before',
      examples(
        ['hashtide bench', 'all of them, some minutes'],
        ['hashtide bench engine', 'a group'],
        ['hashtide bench engine-step --json', 'one, for scripts'],
        ['hashtide bench models --texts tweets.ndjson.gz', 'on tweets of yours instead of made ones'],
        ['hashtide bench path-durable --profile', 'from a recording to SQLite, and where the time goes'],
      ),
    )
    .argument('[name]', 'a benchmark or a group of them; default: all')
    .addOption(new Option('--list', 'only say which there are'))
    .addOption(new Option('--json', 'one JSON object'))
    .addOption(new Option('--profile', 'also say where the engine’s time goes, by stage (path benchmarks)'))
    .addOption(
      new Option(
        '--texts <file>',
        'models, hashtags: read the texts from here (recording, label<TAB>text, or a text a line; may be .gz)',
      ),
    )
    .addOption(
      new Option('--seconds <n>', 'path-average, path-latency, idle: how long they last').argParser(
        parseInteger(5),
      ),
    )
    .addOption(new Option('--in-process', 'not in processes of their own').hideHelp())
    .action(async (name: string | undefined, options: BenchOptions) =>
      (await import('../actions/bench.ts')).bench(name, options, process.stdout),
    );
}
