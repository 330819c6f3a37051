import { formatInstant } from '../text/number.ts';
import type { LineWriter } from './line-writer.ts';

/** Tab-separated lines, one hashtag each; what is not known is `-`. Names hold no tab and no line break. */
export const plainWriter: LineWriter = {
  header: 'end\trank\ttag\tlang\tposts\tshare\tvelocity\tnet',
  frame({ frame, rows }) {
    const end = formatInstant(frame.window.end);
    return rows.map((row) =>
      [
        end,
        row.rank,
        row.name,
        row.lang,
        row.posts,
        row.share.toFixed(1),
        row.velocity === null ? '-' : row.velocity.toFixed(1),
        row.net,
      ].join('\t'),
    );
  },
};
