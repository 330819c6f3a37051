import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readAfinnVocabulary } from '../../models/src/afinn-vocabulary.ts';
import { hashNegated, spread } from '../../models/src/linear/ngram-hash.ts';
import { hashToken } from '../../models/src/tokeniser/token-hash.ts';
import { sharedTokeniser } from '../../models/src/tokeniser/tokeniser.ts';

/** For each lexicon: what is gained, what is lost, how many of each, and what negation has turned. */
const numbersPerLexicon = 5;
/** What a negated word keeps of its weight, turned round. */
const turned = -0.5;

/** What lexicons say of words, by the feature of the word and of the negated word. */
export interface Lexicons {
  /** Numbers of a word. */
  readonly width: number;
  /** By spread hash. */
  readonly values: ReadonlyMap<number, Float64Array>;
}

/** AFINN and emoji (npm `sentiment`), VADER (npm `vader-sentiment`). */
export function readLexicons(): Lexicons {
  const lexicons = [readAfinnVocabulary().weights, readVader()];
  const width = lexicons.length * numbersPerLexicon;
  const values = new Map<number, Float64Array>();
  lexicons.forEach((lexicon, i) => {
    for (const [word, weight] of lexicon) {
      const hash = hashOf(word);
      if (hash === undefined || weight === 0) continue;
      set(spread(hash) >>> 0, i, weight, 0);
      set(spread(hashNegated(hash)) >>> 0, i, turned * weight, weight);
    }
  });
  return { width, values };

  function set(feature: number, lexicon: number, weight: number, wasTurned: number): void {
    const all = values.get(feature) ?? new Float64Array(width);
    const gained = Math.max(weight, 0);
    const lost = Math.min(weight, 0);
    all.set([gained, lost, weight > 0 ? 1 : 0, weight < 0 ? 1 : 0, wasTurned], lexicon * numbersPerLexicon);
    values.set(feature, all);
  }
}

/** The hash that the tokeniser gives a word; undefined for what it reads as several tokens. */
function hashOf(word: string): number | undefined {
  const { tokens, read } = sharedTokeniser();
  read(word);
  if (tokens.count === 1) return tokens.hashes[0];
  return /^[a-z]+$/.test(word) ? hashToken(word) : undefined;
}

function readVader(): Map<string, number> {
  const file = fileURLToPath(import.meta.resolve('vader-sentiment/vader_lexicon.txt'));
  const lines = readFileSync(file, 'utf8').split('\n');
  return new Map(
    lines
      .filter((line) => line.includes('\t'))
      .map((line) => {
        const [word = '', weight] = line.split('\t');
        return [word.toLowerCase(), Number(weight)];
      }),
  );
}
