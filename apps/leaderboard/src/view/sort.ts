import type { FrameMessage, Reposts, WindowRow } from '@hashtide/engine/feed';
import { countsFor, netOf } from './counts.ts';

const sortColumns = ['posts', 'velocity', 'net', 'tag'] as const;
export type SortColumn = (typeof sortColumns)[number];

export interface Sort {
  readonly column: SortColumn;
  /** Numbers: smallest first. Tags: last letter first. */
  readonly reversed: boolean;
}

/** The column after this one; after the last, the first. */
export function nextColumn(column: SortColumn): SortColumn {
  return sortColumns[(sortColumns.indexOf(column) + 1) % sortColumns.length] ?? 'posts';
}

/**
 * Tags of the frame's rows, best first. Equal ones: most posts first, then by tag. Rows without a velocity come last
 * either way; rows without a post in the view are left out.
 */
export function orderTags(rows: readonly WindowRow[], sort: Sort, reposts: Reposts): string[] {
  const direction = sort.reversed ? -1 : 1;
  return rows
    .map((row) => {
      const counts = countsFor(row, reposts);
      return {
        tag: row.tag,
        posts: counts.posts,
        value: sortValue(row, netOf(counts), counts.posts, sort.column),
      };
    })
    .filter((row) => row.posts > 0)
    .sort((a, b) => {
      if (sort.column === 'tag') return compareText(a.tag, b.tag) * direction;
      if (a.value === null || b.value === null) {
        if (a.value !== b.value) return a.value === null ? 1 : -1;
      } else if (a.value !== b.value) return (b.value - a.value) * direction;
      return b.posts - a.posts || compareText(a.tag, b.tag);
    })
    .map((row) => row.tag);
}

/** Rank by tag, from 1. */
export function ranksOf(frame: FrameMessage, sort: Sort): ReadonlyMap<string, number> {
  const tags = orderTags(frame.rows, sort, frame.view.reposts);
  return new Map(tags.map((tag, index) => [tag, index + 1]));
}

function sortValue(row: WindowRow, net: number, posts: number, column: SortColumn): number | null {
  if (column === 'velocity') return row.velocity;
  return column === 'net' ? net : posts;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
