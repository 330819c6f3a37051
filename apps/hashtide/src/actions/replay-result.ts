import { sanitiseText } from '@hashtide/engine/feed';
import type { RunResult } from '@hashtide/engine/main';
import type { ReplayCommandOptions } from '../commands/replay.ts';

/** The one object that `hashtide replay --json` prints last: totals and top hashtags over the whole run. */
export function asResultJson({ totals, batches, top }: RunResult): string {
  const { posts, positive, neutral, negative, rejected, duplicate, late } = totals;
  const rows = top.map(({ hashtag, posts, positive, neutral, negative }) => ({
    tag: hashtag,
    posts,
    positive,
    neutral,
    negative,
  }));
  return JSON.stringify({
    v: 1,
    posts,
    batches,
    positive,
    neutral,
    negative,
    rejected,
    duplicate,
    late,
    top: rows,
  });
}

/** The same for people, with the last window beside the whole run. */
export function asResultText(result: RunResult, options: ReplayCommandOptions): string {
  const { totals, batches } = result;
  const { posts, positive, neutral, negative, rejected, duplicate, late } = totals;
  const minutes = options.window / 60_000;
  return [
    `${posts} posts in ${batches} batches: +${positive} =${neutral} -${negative}`,
    `not counted: ${duplicate} duplicate, ${rejected} rejected; late ${late}`,
    '',
    'Whole run',
    ...table(result.top),
    '',
    `Last ${minutes} minute${minutes === 1 ? '' : 's'}`,
    ...table(result.topOfWindow),
  ].join('\n');
}

function table(rows: RunResult['top']): string[] {
  if (rows.length === 0) return ['  no hashtags'];
  return rows.map(({ spelling, posts, positive, neutral, negative }, index) => {
    const net = Math.round(((positive - negative) / posts) * 100);
    const numbers = `${String(posts).padStart(7)}  +${positive} =${neutral} -${negative}  net ${net > 0 ? '+' : ''}${net}`;
    return `${String(index + 1).padStart(4)} ${numbers.padEnd(40)} #${sanitiseText(spelling)}`;
  });
}
