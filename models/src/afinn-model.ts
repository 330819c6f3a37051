import { makeAfinnBytes } from './afinn-bytes.ts';
import { readAfinnVocabulary } from './afinn-vocabulary.ts';
import { LONE_BLANK, makeFoldTable } from './fold-table.ts';
import { heaviestFirst } from './heaviest-first.ts';
import { labelOf } from './label-of.ts';
import { readUnits } from './read-units.ts';
import type { ScoredWord, SentimentModel } from './sentiment-model.ts';
import { hashUnit, makeWordTable } from './word-table.ts';

const noWords: readonly ScoredWord[] = Object.freeze([]);

/**
 * The score of npm `sentiment` 5.0.2, to the number, on every text and whatever its language; the label is its
 * sign. One difference: `constructor good` is +3 here, since only the package's own negators negate.
 *
 * It reads UTF-16 units in place and makes no token, so time is linear in the text. What `sentiment` does, and
 * so this: a token is what stands between blanks and `.,/#!?$%^&*;:{}=_"~()` and the back-tick; other white space (a
 * tab) standing alone belongs to the token; a negator turns the one token after it; an emoji counts when it
 * stands alone.
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
  const table = makeWordTable(known, fold);
  const weightOf = Int8Array.from(known, (word) => weights.get(word) ?? 0);
  const negates = Uint8Array.from(known, (word) => (negators.has(word) ? 1 : 0));
  const labelOfBytes = makeAfinnBytes({ known, fold, table, weightOf, negates });
  const scoredWords = known.map((word, index) => Object.freeze({ word, weight: weightOf[index] as number }));

  return {
    name: 'afinn',
    labelOfBytes,
    score(text) {
      const { length } = text;
      const units = readUnits(text);
      let score = 0;
      let words: ScoredWord[] | undefined;
      let negator = -1; // index of the token just before, where it is one
      let at = 0;
      while (at < length) {
        let unit = fold[units[at] as number] as number;
        if (unit <= LONE_BLANK) {
          at++;
          continue;
        }
        const start = at;
        let hash = 0;
        do {
          hash = hashUnit(hash, unit);
          unit = fold[units[++at] as number] as number;
          // Inside a token, a lone blank joins if a token goes on behind it; the blank after the text ends all.
        } while (
          unit > LONE_BLANK ||
          (unit === LONE_BLANK && (fold[units[at + 1] as number] as number) > LONE_BLANK)
        );

        const index = table.indexOf(units, start, at, hash);
        if (index < 0) {
          negator = -1;
          continue;
        }
        const weight = weightOf[index] as number;
        if (weight !== 0) {
          words ??= [];
          if (negator < 0) {
            score += weight;
            words.push(scoredWords[index] as ScoredWord);
          } else {
            score -= weight;
            words.push({ word: `${known[negator]} ${known[index]}`, weight: -weight });
          }
        }
        negator = negates[index] === 1 ? index : -1;
      }
      return { label: labelOf(score), score, words: words === undefined ? noWords : heaviestFirst(words) };
    },
  };
}
