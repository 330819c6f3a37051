import type { Label, ScoredWord, Sentiment } from '../sentiment-model.ts';

/**
 * A result whose words are found when first asked for, which most callers never do. `words` is a property of the
 * object's own, so that it is there in a clone for another thread, in JSON and in a spread.
 */
export class LazySentiment implements Sentiment {
  readonly label: Label;
  readonly score: number;
  declare readonly words: readonly ScoredWord[];
  readonly #text: string;
  readonly #find: (text: string) => readonly ScoredWord[];
  #words: readonly ScoredWord[] | undefined;

  constructor(label: Label, score: number, text: string, find: (text: string) => readonly ScoredWord[]) {
    this.label = label;
    this.score = score;
    this.#text = text;
    this.#find = find;
    Object.defineProperty(this, 'words', LazySentiment.#descriptor);
  }

  /** One getter for all: with one each, an object would take four times as long to make. */
  static readonly #descriptor: PropertyDescriptor & ThisType<LazySentiment> = {
    get() {
      this.#words ??= this.#find(this.#text);
      return this.#words;
    },
    enumerable: true,
    configurable: true,
  };
}
