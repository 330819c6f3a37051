import type { Label, Sentiment } from './sentiment-model.ts';

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
  /** Texts that the model had nothing for: they were taken for neutral. */
  readonly unscored: number;
  /** Harmonic mean of a label's precision and recall; 0 where there is neither. */
  readonly f1: ByLabel<number>;
  /** Of a label's examples, the share that got it; null where there is no example. */
  readonly recall: ByLabel<number | null>;
  /** `confusion[people's label][the model's label]`: examples. */
  readonly confusion: ByLabel<ByLabel<number>>;
  /** Only when a clock was given. */
  readonly tweetsPerSecond?: number;
}

/** Counts how often a model agrees with people. */
export interface Tally {
  add(label: Label, said: Sentiment): void;
  /** @param elapsedMs what the model took for all; 0: not measured */
  result(elapsedMs: number): Evaluation;
}

const allLabels: readonly Label[] = ['negative', 'neutral', 'positive'];

/** Labels without an example are left out of macroRecall. */
export function makeTally(model: string): Tally {
  const confusion = byLabel(() => byLabel(() => 0));
  let unscored = 0;
  return {
    add(label, said) {
      confusion[label][said.label]++;
      if (said.unscored === true) unscored++;
    },
    result(elapsedMs) {
      const numOf = byLabel((label) => sum(allLabels.map((said) => confusion[label][said])));
      const numSaid = byLabel((said) => sum(allLabels.map((label) => confusion[label][said])));
      const recall = byLabel((label) => (numOf[label] === 0 ? null : confusion[label][label] / numOf[label]));
      const recalls = allLabels.map((label) => recall[label]).filter((share) => share !== null);
      const f1 = byLabel((label) => {
        const total = numOf[label] + numSaid[label];
        return total === 0 ? 0 : (2 * confusion[label][label]) / total;
      });
      const examples = sum(allLabels.map((label) => numOf[label]));
      return {
        model,
        examples,
        macroRecall: sum(recalls) / recalls.length,
        accuracy: sum(allLabels.map((label) => confusion[label][label])) / examples,
        f1PositiveNegative: (f1.positive + f1.negative) / 2,
        unscored,
        f1,
        recall,
        confusion,
        ...(elapsedMs > 0 ? { tweetsPerSecond: (examples * 1_000) / elapsedMs } : {}),
      };
    },
  };
}

function byLabel<T>(make: (label: Label) => T): Record<Label, T> {
  return { negative: make('negative'), neutral: make('neutral'), positive: make('positive') };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
