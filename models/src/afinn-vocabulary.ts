import { readJson } from './read-json.ts';

/** What npm `sentiment` knows: the weight of each word and emoji, and the words that turn a weight round. */
export interface AfinnVocabulary {
  /** −5 to +5, integers. */
  readonly weights: ReadonlyMap<string, number>;
  readonly negators: ReadonlySet<string>;
}

/** Emoji and their weights, −5 to +5, the same for every language. */
export function readEmojiWeights(): Map<string, number> {
  return new Map(entriesOf(import.meta.resolve('sentiment/build/emoji.json')));
}

/** Takes the vocabulary from the installed package: nothing of it is copied into this project. */
export function readAfinnVocabulary(): AfinnVocabulary {
  const negators = entriesOf(import.meta.resolve('sentiment/languages/en/negators.json')).filter(
    ([, negates]) => negates !== 0,
  );
  return {
    // As in `sentiment`, an emoji's weight replaces a word's of the same spelling.
    weights: new Map([
      ...entriesOf(import.meta.resolve('sentiment/languages/en/labels.json')),
      ...readEmojiWeights(),
    ]),
    negators: new Set(negators.map(([word]) => word)),
  };
}

function entriesOf(url: string): [string, number][] {
  return Object.entries(readJson(url) as Record<string, number>);
}
