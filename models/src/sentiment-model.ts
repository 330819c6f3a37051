/** What a tweet is said to feel. */
export type Label = 'positive' | 'neutral' | 'negative';

/** A token that moved a score, signed: below 0 pulled towards negative. */
export interface ScoredWord {
  readonly word: string;
  readonly weight: number;
}

/** What a model says of one text. */
export interface Sentiment {
  readonly label: Label;
  /** The model's own scale; its sign is the label's unless the model says otherwise. 0 when unscored. */
  readonly score: number;
  /** The tokens that moved the score, heaviest first; equal weights in order of appearance. */
  readonly words: readonly ScoredWord[];
  /** true: the model has nothing for this language. The label is then neutral, and is counted apart. */
  readonly unscored?: true;
}

/** 0 negative, 1 neutral, 2 positive; + 4: unscored (then the label is neutral: 5). */
export type LabelCode = number;

/** Labels texts. A model is pure: the same text and language give the same answer on every machine. */
export interface SentimentModel {
  readonly name: string;
  /**
   * @param text as people see it (`&amp;` already undone)
   * @param lang BCP 47 tag as X gives it; `und` or absent: unknown
   */
  score(text: string, lang?: string): Sentiment;
  /**
   * What {@link score} says of the same text, given as UTF-8 (entities undone, no JSON escapes), without its
   * words. Allocates nothing. Bytes that are no UTF-8 read as U+FFFD. A model without it is asked by `score`.
   */
  labelOfBytes?(bytes: Uint8Array, start: number, end: number, lang?: string): LabelCode;
}

/**
 * Labels many texts at a time, and later: what a model offers that cannot answer at once, such as `transformer`.
 * It is for `score` and `evaluate`; a stream counts with a {@link SentimentModel}.
 */
export interface BatchModel {
  readonly name: string;
  /** Whether thousands of texts are nothing to it. */
  readonly isFast: boolean;
  /** @returns as many as texts, in their order */
  scoreAll(texts: readonly string[], lang?: string): Promise<readonly Sentiment[]>;
}
