import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { settings } from '../settings.ts';

export interface EvaluateOptions {
  readonly model: string;
  readonly json?: boolean;
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('measure a model on labelled lines: label<TAB>text')
    .addHelpText(
      'before',
      examples(['hashtide evaluate my.tsv --model afinn', 'macro recall, accuracy, F1, confusion']),
    )
    .argument('<file>', 'label<TAB>text a line, label = negative, neutral or positive; .gz is understood')
    .addOption(settings.model())
    .addOption(new Option('--json', 'one JSON object'))
    .action(async (file: string, options: EvaluateOptions) =>
      (await import('../actions/evaluate.ts')).evaluateFile(file, options, process.stdout),
    );
}
