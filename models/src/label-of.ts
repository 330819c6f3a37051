import type { Label } from './sentiment-model.ts';

/** The label that a score's sign stands for. */
export function labelOf(score: number): Label {
  if (score > 0) return 'positive';
  return score < 0 ? 'negative' : 'neutral';
}
