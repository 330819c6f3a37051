import type { Label, ScoredWord, Sentiment } from '../sentiment-model.ts';

/** A result's words, or the text to find them in. */
type Words = string | readonly ScoredWord[];

/**
 * Makes the class of a model's results, whose words are found when first asked for, which most callers never do.
 * `words` is a property of the object's own, so that it is there in a clone for another thread, in JSON and in a
 * spread. One getter serves all: with one each, a result would take four times as long to make.
 */
export function lazySentimentClass(
  find: (text: string) => readonly ScoredWord[],
): new (
  label: Label,
  score: number,
  text: string,
) => Sentiment {
  return class LazySentiment implements Sentiment {
    readonly label: Label;
    readonly score: number;
    declare readonly words: readonly ScoredWord[];
    #words: Words;

    constructor(label: Label, score: number, text: string) {
      this.label = label;
      this.score = score;
      this.#words = text;
      Object.defineProperty(this, 'words', LazySentiment.#descriptor);
    }

    static readonly #descriptor: PropertyDescriptor & ThisType<LazySentiment> = {
      get() {
        if (typeof this.#words === 'string') this.#words = find(this.#words);
        return this.#words;
      },
      enumerable: true,
      configurable: true,
    };
  };
}
