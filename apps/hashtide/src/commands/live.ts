import { Command } from 'commander';
import { examples } from '../examples.ts';
import { settings } from '../settings.ts';
import { addXOptions, type ReadXOptions } from './read.ts';
import { addScreenOptions, type WatchOptions } from './watch.ts';

export interface LiveOptions extends Omit<WatchOptions, 'url'>, ReadXOptions {
  readonly db?: string;
  readonly model: string;
  readonly batch: number;
  readonly feedPort: number;
}

export function liveCommand(): Command {
  const command = new Command('live')
    .description('reader, engine and board on X; q ends all three')
    .addHelpText(
      'before',
      examples(
        ['hashtide live --rule "#typescript lang:en"', 'X_BEARER_TOKEN in the environment or .env'],
        ['hashtide live --max-posts-per-day 5000', 'at about $0.005 a post'],
      ),
    )
    .addOption(settings.db())
    .addOption(settings.model())
    .addOption(settings.batch())
    .addOption(settings.port())
    .addOption(settings.feedPort())
    .addOption(settings.dataDir());
  return addScreenOptions(addXOptions(command)).action(async (options: LiveOptions) => {
    process.exitCode = await (await import('../actions/live.ts')).live(options);
  });
}
