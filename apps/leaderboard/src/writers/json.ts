import { formatInstant } from '../text/number.ts';
import type { BoardRow } from '../view/view-model.ts';
import type { LineWriter } from './line-writer.ts';

/** JSON Lines, one window each: `{"v":1,"type":"window",…}`. Keys are only ever added. */
export const jsonWriter: LineWriter = {
  header: '',
  frame({ frame, rows }) {
    const { totals, end } = frame.window;
    return [
      JSON.stringify({
        v: 1,
        type: 'window',
        batch: frame.batch?.number ?? 0,
        end: formatInstant(end),
        window_s: frame.view.window_s,
        posts: totals.posts,
        originals: totals.posts - totals.reposts,
        positive: totals.positive,
        neutral: totals.neutral,
        negative: totals.negative,
        late: totals.late,
        duplicate: totals.duplicate,
        rejected: totals.rejected,
        total_delay_ms: frame.batch?.total_delay_ms ?? 0,
        tags: rows.map(tagObject),
      }),
    ];
  },
};

function tagObject(row: BoardRow): Readonly<Record<string, unknown>> {
  const part = (count: number): number => Math.round((count / Math.max(1, row.posts)) * 10_000) / 10_000;
  return {
    tag: row.name,
    lang: row.lang,
    posts: row.posts,
    originals: Math.round(row.posts * (1 - row.repostPercent / 100)),
    pos: part(row.positive),
    neu: part(row.neutral),
    neg: part(row.negative),
    net: row.net,
    velocity: row.velocity === null ? null : Math.round(row.velocity * 100) / 100,
    rank: row.rank,
    prev_rank: row.previousRank,
  };
}
