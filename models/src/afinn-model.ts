import { makeAfinnBytes } from './afinn-bytes.ts';
import { readAfinnVocabulary } from './afinn-vocabulary.ts';
import { makeFoldTable } from './fold-table.ts';
import { heaviestFirst } from './heaviest-first.ts';
import { labelOf } from './label-of.ts';
import type { ScoredWord, SentimentModel } from './sentiment-model.ts';

/** Long enough for any tweet and for a whole line of the protocol (64 KiB). */
const sharedUnits = 0x1_0000;
const maxBytesOfUnit = 3;
const noWords: readonly ScoredWord[] = Object.freeze([]);

/**
 * The score of npm `sentiment` 5.0.2, to the number, on every text and whatever its language; the label is its
 * sign. One difference: `constructor good` is +3 here, since only the package's own negators negate.
 *
 * A string is read as UTF-8, which costs less than a look at its units. No token is made, and time is linear in the
 * text. What `sentiment` does, and so this: a token is what stands between blanks and `.,/#!?$%^&*;:{}=_"~()` and the
 * back-tick; other white space (a tab) standing alone belongs to the token; a negator turns the one token after it;
 * an emoji counts when it stands alone.
 *
 * `words`: a negated word is shown with its negator and its turned weight, `not good` −3.
 *
 * @returns the same model each time; its tables are made by the first call (10 ms)
 */
export function createAfinnModel(): SentimentModel {
  shared ??= makeAfinnModel();
  return shared;
}

/** A model has no state, so one is enough; a second set of tables would also halve the speed of both. */
let shared: SentimentModel | undefined;

function makeAfinnModel(): SentimentModel {
  const { weights, negators } = readAfinnVocabulary();
  const known = [...new Set([...weights.keys(), ...negators])];
  const fold = makeFoldTable(known);
  const weightOf = Int8Array.from(known, (word) => weights.get(word) ?? 0);
  const negates = Uint8Array.from(known, (word) => (negators.has(word) ? 1 : 0));
  const read = makeAfinnBytes({ known, fold, weightOf, negates });
  const scoredWords = known.map((word, index) => Object.freeze({ word, weight: weightOf[index] as number }));

  const buffer = Buffer.alloc(sharedUnits * maxBytesOfUnit);
  let words: ScoredWord[] | undefined; // of the text being read
  const keep = (index: number, negator: number): void => {
    words ??= [];
    if (negator < 0) words.push(scoredWords[index] as ScoredWord);
    else words.push({ word: `${known[negator]} ${known[index]}`, weight: -(weightOf[index] as number) });
  };

  return {
    name: 'afinn',
    labelOfBytes(bytes, start, end) {
      const score = read(bytes, start, end);
      return score > 0 ? 2 : score < 0 ? 0 : 1;
    },
    score(text) {
      // Lone surrogates become U+FFFD, which is in no known word either.
      const isShort = text.length <= sharedUnits;
      const bytes = isShort ? buffer : Buffer.from(text);
      const length = isShort ? buffer.write(text) : bytes.length;
      words = undefined;
      const score = read(bytes, 0, length, keep);
      return { label: labelOf(score), score, words: words === undefined ? noWords : heaviestFirst(words) };
    },
  };
}
