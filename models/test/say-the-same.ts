import { labelCode } from '../src/label-code.ts';
import type { SentimentModel } from '../src/sentiment-model.ts';

const margin = Buffer.from(' not good');

/**
 * Whether a model says the same of bytes as of the text that they are, wherever they stand: what is before and
 * behind them would change the label if it were read.
 */
export function saysTheSame(model: SentimentModel, text: string | Uint8Array, lang?: string): boolean {
  if (model.labelOfBytes === undefined) throw new Error(`${model.name} reads no bytes`);
  const bytes = Buffer.from(text);
  const around = Buffer.concat([margin, bytes, Buffer.from(margin)]);
  // Lone surrogates cannot be written as UTF-8: they become U+FFFD on both sides.
  const expected = labelCode(model.score(bytes.toString(), lang));
  return (
    model.labelOfBytes(bytes, 0, bytes.length, lang) === expected &&
    model.labelOfBytes(around, margin.length, margin.length + bytes.length, lang) === expected
  );
}
