import type { BatchStatus } from '@hashtide/engine/feed';
import type { BoardState } from '../state/board-state.ts';
import { visibleTags } from '../state/rows.ts';
import { oneLine } from '../text/cell.ts';
import { formatCount, formatMilliseconds, formatSigned, formatSpan, formatTime } from '../text/number.ts';
import { netScale, sparkline } from '../text/sparkline.ts';
import type { Tone } from '../theme.ts';
import { countsFor, netOf, percentOf } from '../view/counts.ts';
import type { DrawContext } from './draw-context.ts';
import { joinFitting, type Line, line, type Span, spread } from './line.ts';

const REPORT_TONES: Readonly<Record<DrawContext['report']['tone'], Tone>> = {
  good: 'good',
  waiting: 'strong',
  bad: 'bad',
};

/** What the source says of itself is only worth telling while it runs. */
const RUNNING: readonly string[] = ['LIVE', 'REPLAY', 'PAUSED'];

/** ` hashtide ● LIVE x: 3 rules    window 5m/10s   batch #412   next 7s   12:04:10Z ` */
export function titleLine(state: BoardState, context: DrawContext, width: number): Line {
  const { glyphs, report } = context;
  const about = aboutSource(state, context);
  const status: Span[] = [
    { text: ' hashtide ', tone: 'strong' },
    { text: `${glyphs.live} ${report.word}`, tone: REPORT_TONES[report.tone] },
  ];
  if (about !== '') status.push({ text: ` ${about}` });
  const slide = state.hello === null ? '' : `/${formatSpan(state.hello.batch_duration_ms / 1000)}`;
  const parts: Line[] = [status, line(`window ${formatSpan(state.asked.window_s)}${slide}`)];
  const batch = state.frame?.batch;
  if (batch) parts.push(line(`batch #${formatCount(batch.number)}`));
  const next = nextBatchIn(state, context.now);
  if (next !== null) parts.push(line(`next ${next}s`));
  const clock = line(state.frame === null ? '' : `${formatTime(state.frame.window.end)}Z `, 'strong');
  return spread(joinFitting(parts, '   ', width - 11), clock, width, glyphs.ellipsis);
}

/** ` in 42/s  sched 3ms  proc 118ms  total 121ms  OK   late 0  dup 3%  RT 46%` */
export function engineLine(state: BoardState, width: number): Line {
  const { frame } = state;
  if (frame === null || frame.batch === null) return [];
  const { batch } = frame;
  const { totals } = frame.window;
  const durationMs = state.hello?.batch_duration_ms ?? 10_000;
  const parts: Line[] = [
    line(`in ${rate(batch.posts / (durationMs / 1000))}/s`),
    line(`sched ${formatMilliseconds(batch.scheduling_delay_ms)}`),
    line(`proc ${formatMilliseconds(batch.processing_ms)}`),
    line(`total ${formatMilliseconds(batch.total_delay_ms)}`),
    [healthSpan(batch, durationMs)],
    line(`RT ${percent(totals.reposts, totals.posts)}`),
    line(`dup ${percent(totals.duplicate, totals.posts + totals.duplicate)}`),
  ];
  if (totals.unscored > 0) parts.push(line(`unscored ${percent(totals.unscored, totals.posts)}`));
  parts.push(line(`late ${formatCount(totals.late)}`));
  if (totals.rejected > 0) parts.push(line(`rejected ${formatCount(totals.rejected)}`));
  return [{ text: ' ' }, ...joinFitting(parts, '  ', width - 1)];
}

/** ` 12,604 posts  1,873 tags      +31% =52% -17%   net +14 ▁▂▃▃▄▅▄▅` */
export function totalsLine(state: BoardState, context: DrawContext, width: number): Line {
  const { frame } = state;
  if (frame === null) return [];
  const counts = countsFor(frame.window.totals, frame.view.reposts);
  const what = { in: 'posts', out: 'original posts', only: 'retweets' }[frame.view.reposts];
  const left: Line[] = [
    line(`${formatCount(counts.posts)} ${what}`, 'strong'),
    line(`${formatCount(frame.window.totals.tags)} tags`, 'strong'),
  ];
  const history = frame.net_history.slice(-Math.max(8, Math.min(30, width - 60)));
  const { glyphs } = context;
  const right: Line = [
    ...moodSpans(counts.posts, counts.positive, counts.neutral, counts.negative),
    { text: `   net ${formatSigned(netOf(counts))} ` },
    {
      text: history.length === 0 ? '' : sparkline(history, { ...netScale(history), glyphs }),
      tone: 'accent',
    },
    { text: ' ' },
  ];
  return spread([{ text: ' ' }, ...joinFitting(left, '   ', width)], right, width, glyphs.ellipsis);
}

/** ` by POSTS ↓   RT: in   filter: spark   12 of 1,873 tags` */
export function viewLine(state: BoardState, { glyphs }: DrawContext, width: number): Line {
  const { sort, frame, filter } = state;
  const column = { posts: 'POSTS', velocity: 'VEL', net: 'NET', tag: 'TAG' }[sort.column];
  const isDescending = (sort.column === 'tag') === sort.reversed;
  const parts: Line[] = [
    [
      { text: 'by ' },
      { text: `${column} ${isDescending ? glyphs.descending : glyphs.ascending}`, tone: 'strong' },
    ],
    line(`RT: ${state.asked.reposts}`),
  ];
  if (filter.text !== '') parts.push([{ text: 'filter: ' }, { text: oneLine(filter.text), tone: 'strong' }]);
  if (state.followed !== null) parts.push(line(`following #${oneLine(state.followed.tag)}`));
  const shown = visibleTags(state).length;
  const right = frame === null ? [] : line(`${tagRange(state, shown)} `, 'dim');
  return spread([{ text: ' ' }, ...joinFitting(parts, '   ', width - 24)], right, width, glyphs.ellipsis);
}

/** ` hashtide ● LIVE           5m  #412 7s ` */
export function smallTitleLine(state: BoardState, context: DrawContext, width: number): Line {
  const { glyphs, report } = context;
  const left: Line = [
    { text: ' hashtide ', tone: 'strong' },
    { text: `${glyphs.live} ${report.word}`, tone: REPORT_TONES[report.tone] },
    { text: ` ${aboutSource(state, context)}` },
  ];
  const next = nextBatchIn(state, context.now);
  const batch = state.frame?.batch;
  const right = [formatSpan(state.asked.window_s)];
  if (batch) right.push(`#${formatCount(batch.number)}`);
  if (next !== null) right.push(`${next}s`);
  return spread(left, line(`${right.join(' ')} `), width, glyphs.ellipsis);
}

/** ` 42/s 121ms OK  +31 =52 -17  net +14` */
export function smallEngineLine(state: BoardState, width: number): Line {
  const { frame } = state;
  if (frame === null || frame.batch === null) return [];
  const durationMs = state.hello?.batch_duration_ms ?? 10_000;
  const counts = countsFor(frame.window.totals, frame.view.reposts);
  const parts: Line[] = [
    [
      {
        text: `${rate(frame.batch.posts / (durationMs / 1000))}/s ${formatMilliseconds(frame.batch.total_delay_ms)} `,
      },
      healthSpan(frame.batch, durationMs),
    ],
    moodSpans(counts.posts, counts.positive, counts.neutral, counts.negative, ''),
    line(`net ${formatSigned(netOf(counts))}`),
    line(`RT ${state.asked.reposts}`),
  ];
  return [{ text: ' ' }, ...joinFitting(parts, '  ', width - 1)];
}

/** `x: 3 rules` of a live source; `10x` of a recording. */
function aboutSource({ source }: BoardState, { report }: DrawContext): string {
  if (source === null || !RUNNING.includes(report.word)) return '';
  const about = oneLine(source.about);
  return source.clock === 'recorded' ? about : [oneLine(source.source), about].filter(Boolean).join(': ');
}

/** Slower than the data comes in, the queue grows. */
function healthSpan(batch: BatchStatus, durationMs: number): Span {
  if (batch.total_delay_ms <= durationMs) return { text: 'OK', tone: 'good' };
  return { text: batch.processing_ms > durationMs ? 'FALLING BEHIND' : 'CATCHING UP', tone: 'bad' };
}

function moodSpans(posts: number, positive: number, neutral: number, negative: number, unit = '%'): Span[] {
  const share = (part: number): string => `${Math.round(percentOf(part, posts))}${unit}`;
  return [
    { text: `+${share(positive)}`, tone: 'positive' },
    { text: ' ' },
    { text: `=${share(neutral)}`, tone: 'dim' },
    { text: ' ' },
    { text: `-${share(negative)}`, tone: 'negative' },
  ];
}

/** Seconds until the next batch is due here; null where nobody can know. */
function nextBatchIn(state: BoardState, now: number): number | null {
  const { hello, source, frame, connection } = state;
  if (connection.state !== 'open' || source?.state !== 'connected' || source.clock !== 'live') return null;
  if (hello === null || frame?.batch == null) return null;
  const due = (state.lastBatchTime ?? 0) + hello.batch_duration_ms + frame.batch.total_delay_ms;
  return Math.min(hello.batch_duration_ms / 1000, Math.max(0, Math.ceil((due - now) / 1000)));
}

function tagRange(state: BoardState, shown: number): string {
  if (shown === 0) return 'no tags';
  const first = state.top + 1;
  const last = Math.min(shown, state.top + state.layout.listRows);
  const total = state.filter.text === '' ? Math.max(shown, state.frame?.rows_total ?? 0) : shown;
  return `${first}-${last} of ${formatCount(total)} tags`;
}

function rate(perSecond: number): string {
  return perSecond < 9.95 ? String(Math.round(perSecond * 10) / 10) : formatCount(perSecond);
}

function percent(part: number, whole: number): string {
  return `${Math.round(percentOf(part, whole))}%`;
}
