import { Command } from 'commander';
import { examples } from '../examples.ts';
import { settings } from '../settings.ts';

export interface CorrectionsOptions {
  readonly dataDir?: string;
}

export function correctionsCommand(): Command {
  return new Command('corrections')
    .description('the labels you corrected on the board, as training takes them: label<TAB>text')
    .addHelpText(
      'before',
      examples(
        ['hashtide corrections > mine.tsv', 'each post once, as you corrected it last'],
        ['hashtide evaluate mine.tsv', 'how the models do on them'],
      ),
    )
    .addOption(settings.dataDir())
    .action(async (options: CorrectionsOptions) =>
      (await import('../actions/corrections.ts')).corrections(options, process.stdout),
    );
}
