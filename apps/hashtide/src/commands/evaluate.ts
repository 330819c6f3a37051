import { Command, Option } from 'commander';
import { examples } from '../examples.ts';
import { parseInteger } from '../parse-values.ts';

export interface EvaluateOptions {
  readonly model?: readonly string[];
  readonly lang?: string;
  readonly errors?: number;
  readonly json?: boolean;
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('measure the models on labelled lines, side by side')
    .addHelpText(
      'before',
      examples(
        ['hashtide evaluate my.tsv', 'every model: macro recall, accuracy, F1, confusion'],
        [
          'hashtide evaluate my.tsv --model auto --errors 10',
          'the worst mistakes, with the words that misled it',
        ],
      ),
    )
    .argument(
      '<file>',
      'label<TAB>text a line, label = negative, neutral or positive; or as SemEval and Sentiment140 have it; .gz is understood',
    )
    .addOption(
      new Option(
        '--model <name>',
        'auto, linear, afinn, lexicon, bayes, transformer, or a file that npm run train made; may be given again (default: all but transformer)',
      ).argParser((name: string, before: readonly string[] | undefined) => [...(before ?? []), name]),
    )
    .addOption(new Option('--lang <code>', 'the language of the texts, such as es'))
    .addOption(
      new Option('--errors <n>', 'show so many mistakes a model, the most confident first').argParser(
        parseInteger(0),
      ),
    )
    .addOption(new Option('--json', 'one JSON object; the figures of the first model at its top'))
    .action(async (file: string, options: EvaluateOptions) =>
      (await import('../actions/evaluate.ts')).evaluateFile(file, options, process.stdout),
    );
}
