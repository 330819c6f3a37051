import { createAfinnModel } from './afinn-model.ts';
import { heaviestFirst } from './heaviest-first.ts';
import { labelCode, labelsBytesBy, unscoredCode } from './label-code.ts';
import { labelOf } from './label-of.ts';
import { isEnglishOrUnknown, primaryLanguage } from './language.ts';
import { lexiconLanguages } from './lexicon-languages.ts';
import { type Lexicon, readLexicon } from './read-lexicon.ts';
import type { ScoredWord, Sentiment, SentimentModel } from './sentiment-model.ts';
import { textOfBytes } from './text-of-bytes.ts';
import { unscored } from './unscored.ts';
import { withoutAddresses } from './without-addresses.ts';

/** How many words after a negator are turned round, unless the clause ends before. */
const negationReach = 3;

const tokens = /\p{Extended_Pictographic}|[\p{L}\p{N}][\p{L}\p{M}\p{N}·'-]*|[.!?…;:,()\n]/gu;
const clauseEnd = /^[.!?…;:,()\n]$/;

/**
 * Sums the weights of a language's known words, on AFINN's scale (a word −5 to +5, steps of 0.01); the label is
 * the sum's sign. A negator turns the next 3 words, as far as the clause goes. English and unknown languages
 * are scored as `afinn` does; a language without a vocabulary is unscored.
 *
 * A language's words are read when its first text comes (tens of ms) and kept.
 */
export function createLexiconModel(english: SentimentModel = createAfinnModel()): SentimentModel {
  const lexicons = new Map<string, Lexicon>(); // at most one for each of lexiconLanguages
  const englishLabelOfBytes = labelsBytesBy(english);

  function lexiconOf(primary: string): Lexicon | undefined {
    const known = lexicons.get(primary);
    if (known !== undefined) return known;
    const language = lexiconLanguages.get(primary);
    if (language === undefined) return undefined;
    const lexicon = readLexicon(language);
    lexicons.set(primary, lexicon);
    return lexicon;
  }

  return {
    name: 'lexicon',
    score(text, lang) {
      const primary = primaryLanguage(lang);
      if (isEnglishOrUnknown(primary)) return english.score(text, lang);
      const lexicon = lexiconOf(primary);
      return lexicon === undefined ? unscored : scoreWith(lexicon, text);
    },
    /** Of English and of what is unscored, bytes are read in place; other texts are decoded. */
    labelOfBytes(bytes, start, end, lang) {
      const primary = primaryLanguage(lang);
      if (isEnglishOrUnknown(primary)) return englishLabelOfBytes(bytes, start, end, lang);
      const lexicon = lexiconOf(primary);
      return lexicon === undefined
        ? unscoredCode
        : labelCode(scoreWith(lexicon, textOfBytes(bytes, start, end)));
    },
  };
}

function scoreWith({ weights, negators }: Lexicon, text: string): Sentiment {
  const words: ScoredWord[] = [];
  let hundredths = 0;
  let negator = '';
  let reach = 0;
  const plain = withoutAddresses(text).normalize('NFC').toLowerCase().replaceAll('’', "'");
  for (const [token] of plain.matchAll(tokens)) {
    if (clauseEnd.test(token)) {
      reach = 0;
      continue;
    }
    if (negators.has(token)) {
      negator = token;
      reach = negationReach;
      continue;
    }
    for (const word of known(token, weights)) {
      const weight = (weights.get(word) as number) * (reach > 0 ? -1 : 1);
      hundredths += weight;
      words.push({ word: reach > 0 ? `${negator} ${word}` : word, weight: weight / 100 });
    }
    if (reach > 0) reach--;
  }
  return { label: labelOf(hundredths), score: hundredths / 100, words: heaviestFirst(words) };
}

/** The token if it is known, else its known parts: `l'excellent`, `izu-ikara`. */
function known(token: string, weights: ReadonlyMap<string, number>): string[] {
  if (weights.has(token)) return [token];
  return /['-]/.test(token) ? token.split(/['-]/).filter((part) => weights.has(part)) : [];
}
