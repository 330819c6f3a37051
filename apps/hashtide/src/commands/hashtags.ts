import { Command } from 'commander';
import { examples } from '../examples.ts';

export function hashtagsCommand(): Command {
  return new Command('hashtags')
    .description('find the hashtags of each line of standard input: one JSON array a line')
    .addHelpText('before', examples(['echo "Loving #Spark, not #16" | hashtide hashtags', '["Spark"]']))
    .action(async () => (await import('../actions/hashtags.ts')).hashtags(process.stdin, process.stdout));
}
