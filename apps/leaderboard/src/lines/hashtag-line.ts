import { cell, cut, widthOf } from '../text/cell.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { formatCount, formatShare, formatSigned } from '../text/number.ts';
import { sparkline } from '../text/sparkline.ts';
import type { Tone } from '../theme.ts';
import type { Sort } from '../view/sort.ts';
import { type BoardRow, type Change, moodBar } from '../view/view-model.ts';
import { fitLine, type Line, type Span } from './line.ts';

/** How the columns share a row's width. All widths are cells; 0 leaves a column out. */
export interface RowColumns {
  readonly width: number;
  /** Digits of the rank. */
  readonly rank: number;
  readonly tag: number;
  readonly posts: number;
  readonly share: number;
  readonly reposts: number;
  readonly trend: number;
  readonly velocity: number;
  readonly net: number;
  readonly bar: number;
}

const RANK = 3;
const CHANGE = 5;
/** Marker, rank, blank, change, tag, LANG with a blank on its left. */
const FIXED = 1 + RANK + 1 + CHANGE + 4;
const TREND = 8;

/** Columns for a row of `width` cells: the tag is last to shrink and first to grow. */
export function columnsFor(width: number): RowColumns {
  let spare = width - FIXED;
  const take = (cells: number, tagNeeds: number): number => {
    if (spare - cells < tagNeeds) return 0;
    spare -= cells;
    return cells;
  };
  const posts = take(7, 10);
  const net = take(5, 10);
  const share = take(7, 14);
  const bar = take(11, 16);
  const trend = take(TREND + 1, 16);
  const velocity = take(7, 16);
  const reposts = take(6, 26);
  const widerBar = bar > 0 ? take(10, 30) : 0;
  return {
    width,
    rank: RANK,
    tag: spare,
    posts,
    share,
    reposts,
    trend,
    velocity,
    net,
    bar: bar === 0 ? 0 : bar + widerBar,
  };
}

/** The titles above the rows; the sorted column has an arrow. */
export function titlesLine(columns: RowColumns, sort: Sort, trendS: number, glyphs: Glyphs): Line {
  const arrow = sort.reversed ? glyphs.ascending : glyphs.descending;
  const title = (name: string, column: Sort['column']): string =>
    sort.column === column ? name + arrow : name;
  const tagArrow = sort.reversed ? glyphs.descending : glyphs.ascending;
  const text = [
    cell('#', 1 + columns.rank, 'right'),
    cell(` ${changeTitle(glyphs)}`, 1 + CHANGE),
    cell(`TAG${sort.column === 'tag' ? tagArrow : ''}`, columns.tag),
    cell('LANG', 4),
    right(title('POSTS', 'posts'), columns.posts),
    right('SHARE', columns.share),
    right('RT', columns.reposts),
    columns.trend === 0 ? '' : ` ${cell(`TREND${trendS}s`, columns.trend - 1)}`,
    right(title('VEL', 'velocity'), columns.velocity),
    right(title('NET', 'net'), columns.net),
    columns.bar === 0 ? '' : ` ${cell('+ pos/neg', columns.bar - 1)}`,
  ].join('');
  return fitLine([{ text, tone: 'dim' }], columns.width, glyphs.ellipsis);
}

/** One hashtag. `>` marks the chosen row, so that it is found without colour. */
export function hashtagLine(
  row: BoardRow,
  columns: RowColumns,
  mark: { readonly isChosen: boolean; readonly isFollowed: boolean },
  glyphs: Glyphs,
): Line {
  const strong: Tone = mark.isChosen ? 'chosen' : 'plain';
  const marker = mark.isChosen ? '>' : mark.isFollowed ? glyphs.live : ' ';
  const name = cut(`#${row.name}`, columns.tag - 1, glyphs.ellipsis);
  const spans: Span[] = [
    { text: marker, tone: mark.isChosen ? 'strong' : 'accent' },
    { text: cell(String(row.rank), columns.rank, 'right') },
    { text: ' ' },
    changeSpan(row.change, glyphs),
    { text: name, tone: strong },
    { text: ' '.repeat(Math.max(1, columns.tag - widthOf(name))) },
    { text: cell(row.lang, 4), tone: 'dim' },
    { text: right(formatCount(row.posts), columns.posts), tone: mark.isChosen ? 'strong' : 'plain' },
    { text: right(formatShare(row.share), columns.share), tone: 'dim' },
    { text: right(`${Math.round(row.repostPercent)}%`, columns.reposts), tone: 'dim' },
    ...trendSpans(row, columns, glyphs),
    { text: right(velocityText(row.velocity, glyphs), columns.velocity) },
    { text: right(formatSigned(row.net), columns.net), tone: netTone(row.net) },
    ...barSpans(row, columns),
  ];
  return fitLine(
    spans.filter((span) => span.text !== ''),
    columns.width,
    glyphs.ellipsis,
  );
}

/** `×3.2`; `·` below 20 posts. */
export function velocityText(velocity: number | null, glyphs: Glyphs): string {
  if (velocity === null) return glyphs.dot;
  const rounded = velocity >= 9.95 ? String(Math.round(velocity)) : velocity.toFixed(1);
  return `${glyphs.times}${rounded.length > 4 ? '9999' : rounded}`;
}

/** `▲2 `, `▼1 `, `=`, `new`, `·`. */
export function changeText(change: Change, glyphs: Glyphs): string {
  switch (change.kind) {
    case 'up':
      return `${glyphs.up}${change.places}`;
    case 'down':
      return `${glyphs.down}${change.places}`;
    case 'same':
      return '=';
    case 'new':
      return 'new';
    case 'unknown':
      return glyphs.dot;
  }
}

function changeSpan(change: Change, glyphs: Glyphs): Span {
  const tone: Tone = change.kind === 'up' || change.kind === 'new' ? 'accent' : 'dim';
  return { text: cell(changeText(change, glyphs), CHANGE), tone };
}

function changeTitle(glyphs: Glyphs): string {
  return glyphs.up === '^' ? '+/-' : 'Δ';
}

function trendSpans(row: BoardRow, columns: RowColumns, glyphs: Glyphs): Span[] {
  if (columns.trend === 0) return [];
  const drawn = sparkline(row.trend.slice(-TREND), { glyphs });
  return [{ text: ` ${cell(drawn, columns.trend - 1, 'right')}`, tone: 'accent' }];
}

function barSpans(row: BoardRow, columns: RowColumns): Span[] {
  if (columns.bar === 0) return [];
  const { plus, equal, minus } = moodBar(row, columns.bar - 1);
  return [
    { text: ' ' },
    { text: '+'.repeat(plus), tone: 'positive' },
    { text: '='.repeat(equal), tone: 'dim' },
    { text: '-'.repeat(minus), tone: 'negative' },
  ];
}

function netTone(net: number): Tone {
  if (net === 0) return 'dim';
  return net > 0 ? 'positive' : 'negative';
}

function right(text: string, width: number): string {
  return width === 0 ? '' : cell(text, width, 'right');
}
