import type { TagMessage } from '@hashtide/engine/feed';
import { oneLine } from '../text/cell.ts';
import { formatSpan, formatTime } from '../text/number.ts';
import { countsFor, netOf } from '../view/counts.ts';
import type { BoardRow } from '../view/view-model.ts';
import type { LineWriter } from './line-writer.ts';
import { sourceSentence } from './source-sentence.ts';

/**
 * Sentences for a screen reader: no redrawing, no boxes, and after the first report only what has changed.
 * @param because what turned the mode on; said first, so that a user can turn it off
 */
export function accessibleWriter(because: string): LineWriter {
  let said = new Map<string, string>();
  return {
    header: `[accessible mode: on via ${because}] Type a rank and Enter for its posts, q and Enter to quit.`,
    frame({ frame, rows }) {
      if (frame.batch === null) return [];
      const at = formatTime(frame.window.end);
      const counts = countsFor(frame.window.totals, frame.view.reposts);
      const isOk = frame.batch.total_delay_ms <= 10_000;
      const summary =
        `${at} Batch ${frame.batch.number}. ${counts.posts} posts in ${spoken(frame.view.window_s)}, ` +
        `net ${signed(netOf(counts))}. Total delay ${frame.batch.total_delay_ms} milliseconds${isOk ? '' : ', falling behind'}.`;
      const sentences = new Map(rows.map((row) => [row.tag, sentenceOf(row)]));
      const changed = [...sentences].filter(([tag, sentence]) => said.get(tag) !== sentence);
      said = sentences;
      if (rows.length > 0 && changed.length === 0) return [`${summary} Nothing else changed.`];
      return changed.length === 0
        ? [summary]
        : [summary, `${at} ${changed.map(([, text]) => text).join(' ')}`];
    },
    source(source) {
      return [sourceSentence(source)];
    },
    tag(tag) {
      return tagSentences(tag);
    },
  };
}

function sentenceOf(row: BoardRow): string {
  return `Rank ${row.rank}, hashtag ${row.name}, ${row.posts} posts, net ${signed(row.net)}${movement(row)}.`;
}

function movement({ change }: BoardRow): string {
  switch (change.kind) {
    case 'up':
    case 'down':
      return `, ${change.kind} ${change.places}`;
    case 'new':
      return ', new';
    default:
      return '';
  }
}

function tagSentences(tag: TagMessage): string[] {
  const name = oneLine(tag.row?.spelling ?? tag.tag);
  if (tag.row === null) return [`Hashtag ${name} is not in the window.`];
  const words = tag.words.map(({ word, weight }) => `${oneLine(word)} ${weight > 0 ? 'plus' : 'minus'}`);
  return [
    `Hashtag ${name}: ${tag.row.posts} posts, ${tag.row.positive} positive, ${tag.row.neutral} neutral, ${tag.row.negative} negative.`,
    words.length === 0 ? 'No word moved its mood.' : `Words that moved its mood: ${words.join(', ')}.`,
    ...tag.posts.slice(0, 5).map((post) => {
      const who = `${oneLine(post.name)}, at ${oneLine(post.username)}, ${formatTime(post.created_at)}`;
      return `${who}, ${post.label}: ${oneLine(post.text)} ${oneLine(post.url)}`.trimEnd();
    }),
  ];
}

function signed(value: number): string {
  if (value === 0) return '0';
  return value > 0 ? `plus ${value}` : `minus ${-value}`;
}

function spoken(windowS: number): string {
  const text = formatSpan(windowS);
  const unit = { s: 'second', m: 'minute', h: 'hour' }[text.slice(-1)] ?? 'second';
  const count = Number(text.slice(0, -1));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
