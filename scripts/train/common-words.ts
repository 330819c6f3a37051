import { sharedTokeniser } from '../../models/src/tokeniser/tokeniser.ts';
import { WORD } from '../../models/src/tokeniser/tokens.ts';

/** In fewer texts than this, a word may be somebody's name for something. */
const minTexts = 10;

/** The words of texts, in lower case, the commonest first; equal ones in order of appearance. */
export function commonWords(texts: Iterable<string>, most: number): string[] {
  const { tokens, read } = sharedTokeniser();
  const numOf = new Map<string, number>();
  for (const text of texts) {
    read(text);
    const { count, flags, starts, ends } = tokens;
    for (let i = 0; i < count; i++) {
      if (((flags[i] as number) & WORD) === 0) continue;
      const word = text.slice(starts[i], ends[i]).toLowerCase().replaceAll('’', "'");
      numOf.set(word, (numOf.get(word) ?? 0) + 1);
    }
  }
  return [...numOf]
    .filter(([, num]) => num >= minTexts)
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([word]) => word);
}
