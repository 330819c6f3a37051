import { ModelError } from './model-error.ts';
import type { Example } from './read-examples.ts';
import type { Label, SentimentModel } from './sentiment-model.ts';

/** Something for each label. */
export type ByLabel<T> = Readonly<Record<Label, T>>;

/** How well a model's labels agree with people's. Shares are 0 to 1. */
export interface Evaluation {
  readonly model: string;
  readonly examples: number;
  /** Mean of the recalls: the measure of SemEval task 4A. Guessing one label always gives 1/3. */
  readonly macroRecall: number;
  readonly accuracy: number;
  /** Mean of F1 of positive and F1 of negative: SemEval's older measure. */
  readonly f1PositiveNegative: number;
  /** Of a label's examples, the share that got it; null where there is no example. */
  readonly recall: ByLabel<number | null>;
  /** `confusion[people's label][the model's label]`: examples. */
  readonly confusion: ByLabel<ByLabel<number>>;
  /** Only when a clock was given. */
  readonly tweetsPerSecond?: number;
}

/** Options of {@link evaluate}. */
export interface EvaluateOptions {
  /** BCP 47 tag given to the model with every text; default: unknown. */
  readonly lang?: string;
  /** A monotonic clock in ms, such as `() => performance.now()`, to measure tweetsPerSecond with. */
  readonly now?: () => number;
}

const allLabels: readonly Label[] = ['negative', 'neutral', 'positive'];

/**
 * Lets a model label examples and counts how often it agrees.
 *
 * @returns labels without an example are left out of macroRecall
 * @throws {ModelError} `NO_EXAMPLES` when there is none
 */
export function evaluate(
  model: SentimentModel,
  examples: readonly Example[],
  { lang, now }: EvaluateOptions = {},
): Evaluation {
  if (examples.length === 0) {
    throw new ModelError('NO_EXAMPLES', 'there are 0 examples; at least 1 is needed', {
      fix: 'Give a file with label<TAB>text on each line.',
    });
  }
  const confusion = byLabel(() => byLabel(() => 0));
  const start = now?.();
  for (const { label, text } of examples) confusion[label][model.score(text, lang).label]++;
  const elapsedMs = now === undefined || start === undefined ? 0 : now() - start;

  const numOf = byLabel((label) => sum(allLabels.map((said) => confusion[label][said])));
  const numSaid = byLabel((said) => sum(allLabels.map((label) => confusion[label][said])));
  const recall = byLabel((label) => (numOf[label] === 0 ? null : confusion[label][label] / numOf[label]));
  const recalls = allLabels.map((label) => recall[label]).filter((share) => share !== null);
  const f1 = (label: Label): number => {
    const total = numOf[label] + numSaid[label];
    return total === 0 ? 0 : (2 * confusion[label][label]) / total;
  };
  return {
    model: model.name,
    examples: examples.length,
    macroRecall: sum(recalls) / recalls.length,
    accuracy: sum(allLabels.map((label) => confusion[label][label])) / examples.length,
    f1PositiveNegative: (f1('positive') + f1('negative')) / 2,
    recall,
    confusion,
    ...(elapsedMs > 0 ? { tweetsPerSecond: (examples.length * 1_000) / elapsedMs } : {}),
  };
}

function byLabel<T>(make: (label: Label) => T): Record<Label, T> {
  return { negative: make('negative'), neutral: make('neutral'), positive: make('positive') };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
