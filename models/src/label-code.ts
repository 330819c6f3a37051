import type { LabelCode, Sentiment, SentimentModel } from './sentiment-model.ts';
import { textOfBytes } from './text-of-bytes.ts';

/** Added to neutral's code when the text was not scored at all. */
const UNSCORED = 4;

/** The code of a text that a model has nothing for: neutral, unscored. */
export const unscoredCode: LabelCode = 1 + UNSCORED;

/** What `labelOfBytes` says where `score` says this. */
export function labelCode({ label, unscored }: Sentiment): LabelCode {
  if (unscored === true) return unscoredCode;
  if (label === 'neutral') return 1;
  return label === 'negative' ? 0 : 2;
}

/** A model's `labelOfBytes`; where it has none, the text is decoded and scored. */
export function labelsBytesBy(model: SentimentModel): NonNullable<SentimentModel['labelOfBytes']> {
  if (model.labelOfBytes !== undefined) return model.labelOfBytes;
  return (bytes, start, end, lang) => labelCode(model.score(textOfBytes(bytes, start, end), lang));
}
