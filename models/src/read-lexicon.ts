import { readEmojiWeights } from './afinn-vocabulary.ts';
import type { LexiconLanguage, VocabularyStyle } from './lexicon-languages.ts';
import { readJson } from './read-json.ts';

/** The words of one language. */
export interface Lexicon {
  /** By word in lower case: hundredths on AFINN's scale, −500 to +500, integers so that a sum is exact. */
  readonly weights: ReadonlyMap<string, number>;
  readonly negators: ReadonlySet<string>;
}

/** What stands behind a word in one of `natural`'s files. */
type VocabularyEntry =
  | number
  | { readonly polarity?: string; readonly pol?: string; readonly sense?: string };

/** A file below the folder where `natural` keeps its vocabularies. */
const fileOf = (path: string): string => import.meta.resolve(`natural/lib/natural/sentiment/${path}`);

/**
 * Reads a language's words (tens of ms). Phrases of several words are left out, as nothing in `natural` finds
 * them; emoji have `sentiment`'s weights in every language.
 *
 * `natural` looks its words up in lower case and so never finds the German nouns, which it has with a capital;
 * here it does, and also the inflected forms that its German file lists, and Dutch adjectives ending in -e.
 */
export function readLexicon(language: LexiconLanguage): Lexicon {
  const vocabulary = readJson(fileOf(language.vocabulary)) as Record<string, VocabularyEntry>;
  const entries = Object.entries(vocabulary).filter(([word]) => !/[\s_]/.test(word));
  const weights = new Map<string, number>();
  const add = (word: string, weight: number): void => {
    const key = word.normalize('NFC').toLowerCase();
    if (weight !== 0 && !weights.has(key)) weights.set(key, weight);
  };

  // In order of trust: the word as written, then capitals folded, then inflections, then emoji.
  const isLowerCase = ([word]: [string, VocabularyEntry]): boolean => word === word.toLowerCase();
  for (const [word, entry] of entries.filter(isLowerCase)) add(word, weightOf(language.style, entry));
  for (const [word, entry] of entries) add(word, weightOf(language.style, entry));
  for (const [word, entry] of entries) {
    for (const form of inflections(word, entry, language)) add(form, weightOf(language.style, entry));
  }
  for (const [emoji, weight] of readEmojiWeights()) add(emoji, weight * 100);
  return { weights, negators: new Set(readNegations(language.negations)) };
}

function weightOf(style: VocabularyStyle, entry: VocabularyEntry): number {
  if (typeof entry === 'number') return entry * 100;
  return Math.round(Number(style === 'senticon' ? entry.pol : entry.polarity) * 500);
}

/** The German file's `sense` is a list of forms (`Abbaus,Abbaues`); elsewhere it explains the word. */
function inflections(word: string, entry: VocabularyEntry, { ending }: LexiconLanguage): string[] {
  if (ending !== undefined) return [word + ending];
  const sense = typeof entry === 'object' ? (entry.sense ?? '') : '';
  const stem = word.slice(0, 2).toLowerCase();
  return /^[\p{L},]+$/u.test(sense) && sense.toLowerCase().startsWith(stem) ? sense.split(',') : [];
}

function readNegations(negations: string | readonly string[]): readonly string[] {
  if (typeof negations !== 'string') return negations;
  return (readJson(fileOf(negations)) as { readonly words: readonly string[] }).words;
}
