import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { settings } from '../settings.ts';
import { addScreenOptions, type WatchOptions } from './watch.ts';

export interface DemoOptions extends Omit<WatchOptions, 'url'> {
  /** undefined: 10x on a terminal, 60x where nobody watches. */
  readonly speed?: string;
  readonly model: string;
  readonly feedPort: number;
}

export function demoCommand(): Command {
  const command = new Command('demo')
    .description('reader, engine and board on the bundled recording: no key, no network')
    .addHelpText(
      'before',
      examples(
        ['hashtide demo', 'press q to end it, ? for the keys'],
        ['hashtide demo | cat', 'plain lines, to the end'],
      ),
    )
    .addOption(new Option('--speed <speed>', 'recorded, 10x, max (default: 10x on a terminal, else 60x)'))
    .addOption(settings.model())
    .addOption(settings.feedPort())
    .addOption(settings.dataDir());
  return addScreenOptions(command).action(async (options: DemoOptions) => {
    process.exitCode = await (await import('../actions/demo.ts')).demo(options);
  });
}
