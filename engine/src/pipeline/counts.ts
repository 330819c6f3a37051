import type { Label } from '@hashtide/models';

/**
 * Posts by label, of one hashtag or of a whole batch. `posts` and the labels include retweets; the `repost*`
 * fields say how many of them were retweets, so `posts − reposts` are originals. All are integers ≥ 0.
 */
export interface Counts {
  posts: number;
  reposts: number;
  positive: number;
  neutral: number;
  negative: number;
  repostPositive: number;
  repostNeutral: number;
  repostNegative: number;
}

export function zeroCounts(): Counts {
  return {
    posts: 0,
    reposts: 0,
    positive: 0,
    neutral: 0,
    negative: 0,
    repostPositive: 0,
    repostNeutral: 0,
    repostNegative: 0,
  };
}

/** Counts one post into `counts`. */
export function countPost(counts: Counts, label: Label, isRepost: boolean): void {
  counts.posts += 1;
  counts[label] += 1;
  if (!isRepost) return;
  counts.reposts += 1;
  if (label === 'positive') counts.repostPositive += 1;
  else if (label === 'negative') counts.repostNegative += 1;
  else counts.repostNeutral += 1;
}

/** Adds `sign × other` to `counts`, in place. */
export function addCounts(counts: Counts, other: Readonly<Counts>, sign: 1 | -1 = 1): Counts {
  counts.posts += sign * other.posts;
  counts.reposts += sign * other.reposts;
  counts.positive += sign * other.positive;
  counts.neutral += sign * other.neutral;
  counts.negative += sign * other.negative;
  counts.repostPositive += sign * other.repostPositive;
  counts.repostNeutral += sign * other.repostNeutral;
  counts.repostNegative += sign * other.repostNegative;
  return counts;
}
