import { createLexiconModel } from './lexicon-model.ts';
import { createLinearModel } from './linear-model.ts';
import type { SentimentModel } from './sentiment-model.ts';

/**
 * The default: for each text the best model there is for its language. English, unknown language and X's codes
 * for texts without one go to `english`; languages with a vocabulary to `lexicon`; the rest is unscored.
 *
 * @param english default `linear`
 */
export function createAutoModel(english: SentimentModel = createLinearModel()): SentimentModel {
  // `lexicon` hands texts to `english` itself, and leaves unscored what neither knows.
  return { ...createLexiconModel(english), name: 'auto' };
}
