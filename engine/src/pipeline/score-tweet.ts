import type { Label, ScoredWord, SentimentModel } from '@hashtide/models';
import { extractHashtags, hashtagKey } from './hashtags.ts';
import { type Tweet, undoEntities } from './tweet.ts';

/** A hashtag as a post has it. */
export interface TweetTag {
  /** What it is counted under. */
  readonly key: string;
  /** As it was written, without `#`. */
  readonly spelling: string;
}

/** A post with all that is counted of it. */
export interface ScoredTweet {
  readonly kind: 'scored';
  readonly tweet: Tweet;
  /** Each key once, by its first spelling, in order of appearance. */
  readonly tags: readonly TweetTag[];
  readonly label: Label;
  readonly score: number;
  readonly words: readonly ScoredWord[];
  /** The model had nothing for its language; it is counted as neutral, and apart. */
  readonly unscored: boolean;
}

/** A tweet whose id had been counted before. */
export interface Duplicate {
  readonly kind: 'duplicate';
  readonly id: string;
}

/**
 * Makes the function that finds a tweet's hashtags and says how it feels. Hashtags are read from the text as X
 * delivers it, the sentiment from the text as people see it.
 */
export function scoreTweet(model: SentimentModel): (tweet: Tweet) => ScoredTweet {
  return (tweet) => {
    const { label, score, words, unscored } = model.score(undoEntities(tweet.text), tweet.lang);
    const tags = tagsOf(tweet.text);
    return { kind: 'scored', tweet, tags, label, score, words, unscored: unscored === true };
  };
}

function tagsOf(text: string): TweetTag[] {
  const spellings = extractHashtags(text);
  if (spellings.length === 0) return [];
  const tags = new Map<string, TweetTag>();
  for (const spelling of spellings) {
    const key = hashtagKey(spelling);
    if (!tags.has(key)) tags.set(key, { key, spelling });
  }
  return [...tags.values()];
}
