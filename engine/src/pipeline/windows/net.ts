import type { Counts } from '../counts.ts';

/** (positive − negative) ÷ posts × 100, rounded; 0 where there are no posts. */
export function netOf({
  posts,
  positive,
  negative,
}: Pick<Counts, 'posts' | 'positive' | 'negative'>): number {
  // `|| 0`: Math.round gives −0 for what rounds up to nothing.
  return posts === 0 ? 0 : Math.round(((positive - negative) / posts) * 100) || 0;
}
