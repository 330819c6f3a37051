import type { ScoredWord } from './sentiment-model.ts';

/** Up to here moving words by hand beats the built-in sort, which costs more than scoring a tweet does. */
const fewWords = 16;

const byWeight = (a: ScoredWord, b: ScoredWord): number => Math.abs(b.weight) - Math.abs(a.weight);

/** Sorts words in place by how far they moved the score, whichever way; equal ones keep their order. */
export function heaviestFirst(words: ScoredWord[]): readonly ScoredWord[] {
  if (words.length > fewWords) return words.sort(byWeight);
  for (let i = 1; i < words.length; i++) {
    const word = words[i] as ScoredWord;
    let place = i;
    while (place > 0 && byWeight(words[place - 1] as ScoredWord, word) > 0) {
      words[place] = words[place - 1] as ScoredWord;
      place--;
    }
    words[place] = word;
  }
  return words;
}
