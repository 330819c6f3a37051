import { sanitiseText, type TagMessage, type TagPost } from '@hashtide/engine/feed';
import type { BoardState } from '../state/board-state.ts';
import { oneLine } from '../text/cell.ts';
import { type Glyphs, unicodeGlyphs } from '../text/glyphs.ts';
import { formatSigned, formatTime } from '../text/number.ts';

import { wrap } from '../text/wrap.ts';
import type { Line, Span } from './line.ts';

/** One post as it is drawn, and where it begins among the lines of all posts. */
export interface PostBlock {
  readonly post: TagPost;
  readonly start: number;
  readonly lines: readonly Line[];
}

const INDENT = '    ';
/** Terminals disagree about the width of some emoji: the text keeps off the edge. */
const SPARE_COLUMNS = 2;
const MOOD = { positive: '+', neutral: '=', negative: '-' } as const;

/** Lines above the posts on the tag's screen, and below them. */
const HEAD_ROWS = 11;
const SMALL_HEAD_ROWS = 5;
const FOOT_ROWS = 2;

/** Lines of posts that fit on the tag's screen. */
export function postRows(state: BoardState): number {
  const head = state.layout.kind === 'small' ? SMALL_HEAD_ROWS : HEAD_ROWS;
  return Math.max(1, state.layout.rows - head - FOOT_ROWS);
}

/** The posts of the tag's screen. */
export function postsLayoutOf(state: BoardState): readonly PostBlock[] {
  return state.tag === null ? [] : postBlocks(state.tag, state.layout.columns);
}

/**
 * Every post whole: who, when, the full text wrapped and never cut, the words that moved its label, its link.
 * @param width cells a line
 */
export function postBlocks(
  tag: TagMessage,
  width: number,
  glyphs: Glyphs = unicodeGlyphs,
): readonly PostBlock[] {
  const made = blocksOf.getOrInsertComputed(tag, () => new Map<string, readonly PostBlock[]>());
  return made.getOrInsertComputed(`${width} ${glyphs.dot}`, () => makeBlocks(tag, width, glyphs));
}

/** The screen is drawn every second, the posts change with a batch; an answer is soon replaced, and its lines with it. */
const blocksOf = new WeakMap<TagMessage, Map<string, readonly PostBlock[]>>();

function makeBlocks(tag: TagMessage, width: number, glyphs: Glyphs): readonly PostBlock[] {
  let start = 0;
  return tag.posts.map((post) => {
    const block = { post, start, lines: postLines(post, width, glyphs) };
    start += block.lines.length;
    return block;
  });
}

function postLines(post: TagPost, width: number, glyphs: Glyphs): Line[] {
  const room = width - INDENT.length - SPARE_COLUMNS;
  const dot = ` ${glyphs.dot} `;
  const who = [`@${oneLine(post.username)}`, oneLine(post.name), formatTime(post.created_at)];
  if (post.is_repost) who.push('retweet');
  const head = wrap(who.filter((part) => part !== '' && part !== '@').join(dot), room - 5);
  const lines: Line[] = head.map((text, index) =>
    index === 0
      ? [{ text: INDENT }, scoreSpan(post), { text, tone: 'accent' }]
      : [{ text: INDENT + ' '.repeat(6) + text, tone: 'accent' }],
  );
  const text = sanitiseText(post.text, { keepsLines: true }).normalize('NFC').replace(/\t/gu, '  ');
  lines.push(...wrap(text, room).map((part): Line => [{ text: INDENT + part }]));
  const why = post.words
    .map(({ word, weight }) => `${oneLine(word)} ${formatSigned(round(weight))}`)
    .join('  ');
  if (why !== '')
    lines.push(...wrap(`why: ${why}`, room).map((part): Line => [{ text: INDENT + part, tone: 'dim' }]));
  const url = oneLine(post.url);
  if (url !== '') lines.push(...wrap(url, room).map((part): Line => [{ text: INDENT + part, tone: 'dim' }]));
  return lines;
}

/** A post's first line where the viewer said what it feels: their word instead of the score. */
export function correctedLine([indent, , ...rest]: Line, label: TagPost['label']): Line {
  const tone = label === 'neutral' ? 'dim' : label;
  return [indent ?? { text: INDENT }, { text: `${MOOD[label]} you`.padEnd(6), tone }, ...rest];
}

/** Six cells: the label's sign, then the score; `?` where nothing was scored. */
function scoreSpan(post: TagPost): Span {
  if (post.unscored) return { text: '?'.padEnd(6), tone: 'dim' };
  const tone = post.label === 'neutral' ? 'dim' : post.label;
  const score = post.label === 'neutral' && post.score === 0 ? '' : formatSigned(round(post.score));
  return { text: `${MOOD[post.label]} ${score}`.padEnd(6), tone };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The scroll position that leaves the chosen post (or none: the newest) on its line when others come or go. */
export function topThatKeeps(
  postId: string | null,
  before: readonly PostBlock[],
  after: readonly PostBlock[],
  top: number,
): number {
  if (postId === null) return top;
  const old = before.find((block) => block.post.id === postId);
  const now = after.find((block) => block.post.id === postId);
  return old === undefined || now === undefined ? 0 : Math.max(0, top + now.start - old.start);
}
