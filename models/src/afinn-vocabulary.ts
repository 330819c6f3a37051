import { readPackageJson } from './read-package-json.ts';

/** What npm `sentiment` knows: the weight of each word and emoji, and the words that turn a weight round. */
export interface AfinnVocabulary {
  /** −5 to +5, integers. */
  readonly weights: ReadonlyMap<string, number>;
  readonly negators: ReadonlySet<string>;
}

/** Emoji and their weights, −5 to +5, the same for every language. */
export function readEmojiWeights(): Map<string, number> {
  return new Map(entriesOf('sentiment/build/emoji.json'));
}

/** Takes the vocabulary from the installed package: nothing of it is copied into this project. */
export function readAfinnVocabulary(): AfinnVocabulary {
  const negators = entriesOf('sentiment/languages/en/negators.json').filter(([, negates]) => negates !== 0);
  return {
    // As in `sentiment`, an emoji's weight replaces a word's of the same spelling.
    weights: new Map([...entriesOf('sentiment/languages/en/labels.json'), ...readEmojiWeights()]),
    negators: new Set(negators.map(([word]) => word)),
  };
}

function entriesOf(specifier: string): [string, number][] {
  return Object.entries(readPackageJson(specifier) as Record<string, number>);
}
