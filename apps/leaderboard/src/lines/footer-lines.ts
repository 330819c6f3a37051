import { barItems, shownKeys } from '../keys.ts';
import type { BoardState } from '../state/board-state.ts';
import { chosenTag, rowOf, visibleTags } from '../state/rows.ts';
import { oneLine } from '../text/cell.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { formatCount, formatTime } from '../text/number.ts';
import { wilsonMargin } from '../text/wilson.ts';
import { wrap } from '../text/wrap.ts';
import { percentOf } from '../view/counts.ts';
import type { DrawContext } from './draw-context.ts';
import { joinFitting, type Line, line } from './line.ts';

/** ` #aws_outage · 871 posts · 61% RT · +8% =26% -66% (n=871 ±3) · first seen 12:01:20` */
export function chosenLine(state: BoardState, { glyphs }: DrawContext, width: number): Line {
  const tag = chosenTag(state);
  const row = tag === null ? null : rowOf(state, tag);
  if (row === null) return [];
  const share = (part: number): string => `${Math.round(percentOf(part, row.posts))}%`;
  const margin = Math.round(wilsonMargin(Math.max(row.positive, row.negative), row.posts));
  const parts: Line[] = [
    line(`#${row.name}`, 'strong'),
    line(`${formatCount(row.posts)} ${row.posts === 1 ? 'post' : 'posts'}`),
    [
      { text: `+${share(row.positive)}`, tone: 'positive' },
      { text: ` =${share(row.neutral)} `, tone: 'dim' },
      { text: `-${share(row.negative)}`, tone: 'negative' },
      { text: ` ${glyphs.plusMinus}${margin}`, tone: 'dim' },
    ],
    line(`${Math.round(row.repostPercent)}% RT`),
    line(`first seen ${formatTime(row.firstSeen)}Z`),
  ];
  return [{ text: ' ' }, ...joinFitting(parts, ` ${glyphs.dot} `, width - 1)];
}

/** What most needs saying: the filter being typed, what was just done, what is wrong, or how to read the columns. */
export function noticeLine(state: BoardState, context: DrawContext): Line {
  const { glyphs, report } = context;
  if (state.isTyping) return typingLine(state, glyphs);
  if (state.notice !== null && context.now < state.notice.until)
    return line(` ${state.notice.text}`, 'strong');
  if (state.filterProblem !== '') return line(` ${state.filterProblem}`, 'bad');
  const isSaidInList = state.screen === 'board' && state.order.length === 0;
  if (report.sentence !== '' && !isSaidInList) {
    return line(` ${report.sentence}`, report.tone === 'bad' ? 'bad' : 'strong');
  }
  if (state.layout.kind === 'small' || state.screen === 'tag') return [];
  return line(' VEL last batch against its 30 min mean   NET positive - negative per 100 posts', 'dim');
}

/** In the place of the rows, where there are none to draw: why, and what helps. */
export function emptyLines(state: BoardState, { report }: DrawContext, width: number): Line[] {
  if (visibleTags(state).length > 0) return [];
  const hidden = state.order.length;
  const text =
    hidden > 0
      ? `No tag matches  ${oneLine(state.filter.text)}  (${formatCount(hidden)} hidden). esc clears the filter.`
      : report.sentence || 'No hashtag in this window yet.';
  return ['', ...wrap(text, width - 4)].map((part) =>
    line(`  ${part}`, report.tone === 'bad' ? 'bad' : 'strong'),
  );
}

/** The keys that work here; what does not fit is left out, the last one never. */
export function keyBarLine(state: BoardState, { glyphs }: DrawContext, width: number): Line {
  const where = state.isTyping ? 'filter' : state.helpTop !== null ? 'help' : state.screen;
  const parts = barItems[where].map(
    ([keys, label]): Line => [
      { text: shownKeys(keys, glyphs), tone: 'strong' },
      { text: ` ${label}`, tone: 'dim' },
    ],
  );
  return [{ text: ' ' }, ...joinFitting(parts, '  ', width - 1, true)];
}

/** A line across the screen. */
export function ruleLine(width: number, { glyphs }: DrawContext): Line {
  return line(glyphs.rule.repeat(width), 'dim');
}

function typingLine(state: BoardState, glyphs: Glyphs): Line {
  const count = visibleTags(state).length;
  const result =
    state.filterProblem === '' ? `${formatCount(count)} of ${formatCount(state.order.length)}` : '';
  return [
    { text: ' /', tone: 'strong' },
    { text: state.filterText.replace(/\s/gu, ' '), tone: 'strong' },
    { text: `${glyphs.cursor}  ` },
    { text: state.filterProblem || result, tone: state.filterProblem === '' ? 'dim' : 'bad' },
  ];
}
