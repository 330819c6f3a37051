import type { TagMessage } from '@hashtide/engine/feed';
import type { BoardState } from '../state/board-state.ts';
import { contextOf } from '../state/rows.ts';
import { cell, oneLine, widthOf } from '../text/cell.ts';
import { formatCount, formatShare, formatSigned, formatSpan, formatTime } from '../text/number.ts';
import { netScale, sparkline, squeeze } from '../text/sparkline.ts';
import { wilsonMargin } from '../text/wilson.ts';
import { percentOf } from '../view/counts.ts';
import { netOfPoints, peakOf, type SeriesPoint, wholeSeries } from '../view/tag-series.ts';
import { type BoardRow, boardRow } from '../view/view-model.ts';
import type { DrawContext } from './draw-context.ts';
import { changeText, velocityText } from './hashtag-line.ts';
import { joinFitting, type Line, line, spread } from './line.ts';

/** ` ‹ Top   #aws_outage   rank 4 =   first seen 12:01:20Z                esc back ` */
export function tagTitleLine(state: BoardState, context: DrawContext, width: number): Line {
  const [name, ...more] = tagTitleParts(state, context);
  const back: Line = [{ text: ` ${context.glyphs.back} Top   `, tone: 'dim' }, ...(name ?? [])];
  const parts = joinFitting([back, ...more], '   ', width - 10);
  return spread(parts, line('esc back ', 'dim'), width, context.glyphs.ellipsis);
}

/** ` #aws_outage   rank 4 =   first seen 12:01:20Z` */
export function paneTitleLine(state: BoardState, context: DrawContext, width: number): Line {
  return [{ text: ' ' }, ...joinFitting(tagTitleParts(state, context), '   ', width - 2)];
}

function tagTitleParts(state: BoardState, { glyphs }: DrawContext): Line[] {
  const row = tagRow(state);
  const parts: Line[] = [line(`#${row?.name ?? oneLine(wanted(state) ?? '')}`, 'chosen')];
  const rank = state.tag?.rank ?? null;
  if (row === null || rank === null) return parts;
  const change = state.frame === null ? '' : ` ${changeText(row.change, glyphs)}`;
  return [...parts, line(`rank ${rank}${change}`), line(`first seen ${formatTime(row.firstSeen)}Z`, 'dim')];
}

/** What is known of the tag in seven lines: counts, growth, two curves, mood, words, neighbours. */
export function tagFactLines(state: BoardState, context: DrawContext, width: number): Line[] {
  const { tag } = state;
  const row = tagRow(state);
  if (tag === null || tag.tag !== wanted(state)) return [line(' Asking the engine for its posts.', 'dim')];
  if (row === null)
    return [line(' Nobody used it within the window; what is below was kept from before.', 'strong')];
  const series = seriesOf(state, tag);
  return [
    countsLine(row, tag, context, width),
    growthLine(row, series, state, context, width),
    ...curveLines(row, series, state, context, width),
    moodLine(row, context, width),
    wordsLine(tag, context, width),
    neighboursLine(tag, context, width),
  ];
}

/** The same for a small screen: two lines. */
export function smallTagLines(state: BoardState, context: DrawContext, width: number): Line[] {
  const { tag } = state;
  const row = tagRow(state);
  if (tag === null || row === null) return tagFactLines(state, context, width).slice(0, 1);
  return [moodLine(row, context, width), wordsLine(tag, context, width)];
}

/** `── POSTS, newest first ──────────── 1 of 12 ──` */
export function postsTitleLine(state: BoardState, { glyphs }: DrawContext, width: number): Line {
  const posts = state.tag?.posts ?? [];
  const at = Math.max(
    0,
    posts.findIndex((post) => post.id === state.chosenPost),
  );
  const from = state.source?.source === 'x' ? 'POSTS from X' : 'POSTS';
  const left = `${glyphs.rule} ${from}, newest first `;
  const right = posts.length === 0 ? '' : ` ${at + 1} of ${posts.length} ${glyphs.rule}`;
  const between = glyphs.rule.repeat(Math.max(0, width - widthOf(left) - widthOf(right)));
  return spread(line(left + between, 'dim'), line(right, 'dim'), width, glyphs.ellipsis);
}

function wanted(state: BoardState): string | null {
  return state.screen === 'tag' ? state.chosen : (state.tag?.tag ?? null);
}

function tagRow(state: BoardState): BoardRow | null {
  const { frame, tag } = state;
  if (tag === null || tag.row === null || frame === null || tag.tag !== wanted(state)) return null;
  return boardRow(tag.row, contextOf(state, frame));
}

function seriesOf(state: BoardState, tag: TagMessage): SeriesPoint[] {
  const end = Math.max(state.frame?.window.end ?? 0, tag.series.at(-1)?.batch_time ?? 0);
  return wholeSeries(tag, end, state.hello?.batch_duration_ms ?? 10_000);
}

function countsLine(row: BoardRow, tag: TagMessage, { glyphs }: DrawContext, width: number): Line {
  const { posts = 0, reposts = 0 } = tag.row ?? {};
  const parts: Line[] = [
    line(`${formatCount(posts)} ${posts === 1 ? 'post' : 'posts'}`, 'strong'),
    line(
      `${formatCount(posts - reposts)} orig ${glyphs.dot} ${formatCount(reposts)} RT (${Math.round(row.repostPercent)}%)`,
    ),
    line(`share ${formatShare(row.share)}`),
    line(`lang ${row.lang}`),
  ];
  return [{ text: ' ' }, ...joinFitting(parts, '   ', width - 1)];
}

function growthLine(
  row: BoardRow,
  series: readonly SeriesPoint[],
  state: BoardState,
  { glyphs }: DrawContext,
  width: number,
): Line {
  const peak = peakOf(series);
  const slide = formatSpan((state.hello?.batch_duration_ms ?? 10_000) / 1000);
  const velocity =
    row.velocity === null
      ? line('velocity: below 20 posts', 'dim')
      : line(`velocity ${velocityText(row.velocity, glyphs)} of its 30 min mean`);
  const parts = [velocity];
  if (peak !== null)
    parts.push(line(`peak ${formatCount(peak.posts)}/${slide} at ${formatTime(peak.batchTime)}Z`));
  return [{ text: ' ' }, ...joinFitting(parts, '   ', width - 1)];
}

const LABEL_WIDTH = 14;

function curveLines(
  row: BoardRow,
  series: readonly SeriesPoint[],
  state: BoardState,
  { glyphs }: DrawContext,
  width: number,
): Line[] {
  const slide = formatSpan((state.hello?.batch_duration_ms ?? 10_000) / 1000);
  const room = Math.min(60, width - LABEL_WIDTH - 13);
  const posts = squeeze(series, room, (part) => Math.max(...part.map((point) => point.posts)));
  const nets = squeeze(series, room, netOfPoints);
  const known = nets.filter((net) => net !== null);
  const scale = netScale(known.length === 0 ? [0] : known);
  return [
    [
      { text: ` ${cell(`posts/${slide}`, LABEL_WIDTH)}`, tone: 'dim' },
      { text: sparkline(posts, { glyphs }), tone: 'accent' },
      { text: `  max ${formatCount(Math.max(0, ...posts))}` },
    ],
    [
      { text: ` ${cell('net mood', LABEL_WIDTH)}`, tone: 'dim' },
      { text: sparkline(nets, { ...scale, glyphs }), tone: 'accent' },
      { text: `  net ${formatSigned(row.net)}` },
    ],
  ];
}

function moodLine(row: BoardRow, { glyphs }: DrawContext, width: number): Line {
  const share = (part: number): string =>
    `${Math.round(percentOf(part, row.posts))}%${glyphs.plusMinus}${Math.round(wilsonMargin(part, row.posts))}`;
  const signs = (part: number, sign: string): string =>
    sign.repeat(width < 70 ? 0 : Math.round(percentOf(part, row.posts) / 10));
  const parts: Line[] = [
    [{ text: `+ ${share(row.positive)} ${signs(row.positive, '+')}`.trimEnd(), tone: 'positive' }],
    [{ text: `= ${share(row.neutral)} ${signs(row.neutral, '=')}`.trimEnd(), tone: 'dim' }],
    [{ text: `- ${share(row.negative)} ${signs(row.negative, '-')}`.trimEnd(), tone: 'negative' }],
    line(`n=${formatCount(row.posts)}`),
  ];
  return [{ text: ' ' }, ...joinFitting(parts, '   ', width - 1)];
}

function wordsLine(tag: TagMessage, { glyphs }: DrawContext, width: number): Line {
  const parts = tag.words.map(({ word, weight, posts }): Line => {
    const rounded = Math.round(weight * 100) / 100;
    const tone = weight > 0 ? 'positive' : 'negative';
    return [
      { text: `${oneLine(word)} ` },
      { text: formatSigned(rounded), tone },
      { text: ` ${glyphs.times}${formatCount(posts)}`, tone: 'dim' },
    ];
  });
  return labelled('Why (words)', parts, '   ', width, 'no word moved it');
}

function neighboursLine(tag: TagMessage, { glyphs }: DrawContext, width: number): Line {
  const parts = tag.seen_with.map(
    ({ tag: key, spelling, posts }): Line => [
      { text: `#${oneLine(spelling) || oneLine(key)} ` },
      { text: formatCount(posts), tone: 'dim' },
    ],
  );
  return labelled('Seen with', parts, ` ${glyphs.dot} `, width, 'no other tag');
}

function labelled(label: string, parts: readonly Line[], gap: string, width: number, nothing: string): Line {
  const content =
    parts.length === 0 ? line(nothing, 'dim') : joinFitting(parts, gap, width - LABEL_WIDTH - 1);
  return [{ text: ` ${cell(label, LABEL_WIDTH)}`, tone: 'dim' }, ...content];
}
