import type { Reposts, WireCounts } from '@hashtide/engine/feed';

/** A row's numbers as the viewer wants them: with retweets, without, or retweets alone. */
export interface ViewCounts {
  readonly posts: number;
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
}

/** Takes retweets in, out, or alone. */
export function countsFor(counts: WireCounts, reposts: Reposts): ViewCounts {
  if (reposts === 'in') return counts;
  const only: ViewCounts = {
    posts: counts.reposts,
    positive: counts.repost_positive,
    neutral: counts.repost_neutral,
    negative: counts.repost_negative,
  };
  if (reposts === 'only') return only;
  return {
    posts: counts.posts - only.posts,
    positive: counts.positive - only.positive,
    neutral: counts.neutral - only.neutral,
    negative: counts.negative - only.negative,
  };
}

/** (positive − negative) ÷ posts × 100, rounded: −100..100; 0 for no posts. */
export function netOf(counts: ViewCounts): number {
  if (counts.posts <= 0) return 0;
  return Math.round(((counts.positive - counts.negative) / counts.posts) * 100) + 0;
}

/** `part` of `whole` in percent; 0 where there is no whole. */
export function percentOf(part: number, whole: number): number {
  return whole > 0 ? (part / whole) * 100 : 0;
}
