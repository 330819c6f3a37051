import type { FrameMessage, Reposts, WindowRow } from '@hashtide/engine/feed';
import { oneLine } from '../text/cell.ts';
import { countsFor, netOf, percentOf, type ViewCounts } from './counts.ts';
import type { FilterRow } from './filter.ts';

/** How a row moved since the frame before, in the same view and sort. */
export type Change =
  | { readonly kind: 'up' | 'down'; readonly places: number }
  | { readonly kind: 'same' | 'new' | 'unknown' };

/** One hashtag, ready to be drawn, spoken or written: what all four faces are made from. */
export interface BoardRow extends ViewCounts {
  /** The key. May hold anything; never draw it. */
  readonly tag: string;
  /** The commonest spelling, safe to draw, without `#`. */
  readonly name: string;
  /** Two or three Latin letters; `und` where nobody knows. */
  readonly lang: string;
  readonly rank: number;
  readonly previousRank: number | null;
  readonly change: Change;
  /** Of the window's posts, in percent. A post with two tags counts in both. */
  readonly share: number;
  /** Retweets among the row's posts, in percent, whatever the view. */
  readonly repostPercent: number;
  readonly trend: readonly number[];
  readonly velocity: number | null;
  readonly net: number;
  readonly firstSeen: number;
}

/** What rows are seen against. */
export interface RowContext {
  readonly reposts: Reposts;
  /** Posts in the window, in the same view of retweets. */
  readonly windowPosts: number;
  readonly ranks: ReadonlyMap<string, number>;
  /** null: there is no frame before this one in the same view. */
  readonly previous: { readonly ranks: ReadonlyMap<string, number>; readonly isWhole: boolean } | null;
}

/** The context of a frame's rows. `previous` is the frame before it, or null. */
export function rowContext(
  frame: FrameMessage,
  ranks: ReadonlyMap<string, number>,
  previous: { readonly frame: FrameMessage; readonly ranks: ReadonlyMap<string, number> } | null,
): RowContext {
  const { reposts } = frame.view;
  return {
    reposts,
    windowPosts: countsFor(frame.window.totals, reposts).posts,
    ranks,
    previous: previous && {
      ranks: previous.ranks,
      isWhole: previous.frame.rows_total <= previous.frame.rows.length,
    },
  };
}

export function boardRow(row: WindowRow, context: RowContext): BoardRow {
  const counts = countsFor(row, context.reposts);
  const rank = context.ranks.get(row.tag) ?? 0;
  const previousRank = context.previous?.ranks.get(row.tag) ?? null;
  return {
    tag: row.tag,
    name: oneLine(row.spelling) || oneLine(row.tag) || '?',
    lang: langOf(row.lang),
    rank,
    previousRank,
    change: changeOf(rank, previousRank, context),
    posts: counts.posts,
    positive: counts.positive,
    neutral: counts.neutral,
    negative: counts.negative,
    share: percentOf(counts.posts, context.windowPosts),
    repostPercent: percentOf(row.reposts, row.posts),
    trend: row.trend,
    velocity: row.velocity,
    net: netOf(counts),
    firstSeen: row.first_seen,
  };
}

/** What the filter sees of a row. */
export function filterRow(row: WindowRow, context: RowContext): FilterRow {
  const counts = countsFor(row, context.reposts);
  return {
    tag: row.tag,
    lang: langOf(row.lang),
    posts: counts.posts,
    share: percentOf(counts.posts, context.windowPosts),
    vel: row.velocity,
    net: netOf(counts),
    rt: percentOf(row.reposts, row.posts),
  };
}

/** At most three Latin letters: they stop right-to-left text before them from pulling the numbers over. */
export function langOf(lang: string): string {
  const letters = lang.toLowerCase().match(/^[a-z]{1,3}/u)?.[0] ?? '';
  return letters.length >= 2 ? letters : 'und';
}

/** `+` is positive, `=` neutral, `-` negative: `width` characters in all, '' for no posts. */
export function moodBar(counts: ViewCounts, width: number): { plus: number; equal: number; minus: number } {
  const { posts } = counts;
  if (posts <= 0) return { plus: 0, equal: 0, minus: 0 };
  const plus = Math.round((counts.positive / posts) * width);
  const minus = Math.min(width - plus, Math.round((counts.negative / posts) * width));
  return { plus, equal: width - plus - minus, minus };
}

function changeOf(rank: number, previousRank: number | null, context: RowContext): Change {
  if (context.previous === null) return { kind: 'unknown' };
  if (previousRank === null) return { kind: context.previous.isWhole ? 'new' : 'unknown' };
  if (previousRank === rank) return { kind: 'same' };
  return { kind: previousRank > rank ? 'up' : 'down', places: Math.abs(previousRank - rank) };
}
