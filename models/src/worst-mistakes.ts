import type { Example } from './parse-example.ts';
import type { Label, ScoredWord, Sentiment } from './sentiment-model.ts';

/** A text that a model labels otherwise than people did. */
export interface Mistake extends Example {
  readonly said: Label;
  readonly score: number;
  readonly words: readonly ScoredWord[];
}

/** Keeps the worst of what is added. */
export interface WorstMistakes {
  add(example: Example, said: Sentiment): void;
  /** Worst first. */
  all(): readonly Mistake[];
}

/**
 * The mistakes that a model is surest of: those with the greatest score first, whichever way; a wrong neutral, whose
 * score is small, comes last. Equal ones in the order in which they came.
 *
 * @param limit how many are kept
 */
export function keepWorstMistakes(limit: number): WorstMistakes {
  const mistakes: { readonly example: Example; readonly said: Sentiment }[] = [];
  const prune = (): void => {
    mistakes.sort((a, b) => sureness(b.said) - sureness(a.said));
    mistakes.length = Math.min(mistakes.length, limit);
  };
  return {
    add(example, said) {
      if (said.label === example.label || limit === 0) return;
      mistakes.push({ example, said });
      if (mistakes.length >= 2 * limit + 1_000) prune();
    },
    all() {
      prune();
      return mistakes.map(({ example, said: { label, score, words } }) => ({
        ...example,
        said: label,
        score,
        words,
      }));
    },
  };
}

function sureness({ label, score }: Sentiment): number {
  return label === 'neutral' ? -1 : Math.abs(score);
}
