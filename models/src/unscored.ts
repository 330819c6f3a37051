import type { Sentiment } from './sentiment-model.ts';

/** What a model says of a text in a language that it does not know. */
export const unscored: Sentiment = Object.freeze({
  label: 'neutral',
  score: 0,
  words: Object.freeze([]),
  unscored: true,
});
