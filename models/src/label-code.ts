import type { LabelCode, Sentiment } from './sentiment-model.ts';

/** Added to neutral's code when the text was not scored at all. */
export const UNSCORED = 4;

/** The code of a text that a model has nothing for: neutral, unscored. */
export const unscoredCode: LabelCode = 1 + UNSCORED;

/** What `labelOfBytes` says where `score` says this. */
export function labelCode({ label, unscored }: Sentiment): LabelCode {
  if (unscored === true) return unscoredCode;
  if (label === 'neutral') return 1;
  return label === 'negative' ? 0 : 2;
}
