import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { settings } from '../settings.ts';

export interface ScoreOptions {
  readonly model: string;
  readonly lang?: string;
  readonly words?: boolean;
}

export function scoreCommand(): Command {
  return new Command('score')
    .description('score each line of standard input: one {"label":…,"score":…} a line')
    .addHelpText(
      'before',
      examples(
        ['echo "what a lovely day" | hashtide score', '{"label":"positive","score":0.9}'],
        ['hashtide score --model afinn --words < lines', 'with the words that moved the score'],
      ),
    )
    .addOption(settings.model())
    .addOption(new Option('--lang <code>', 'the language of the lines, such as es'))
    .addOption(new Option('--words', 'add "words":[{"word":…,"weight":…},…]'))
    .action(async (options: ScoreOptions) =>
      (await import('../actions/score.ts')).score(process.stdin, process.stdout, options),
    );
}
