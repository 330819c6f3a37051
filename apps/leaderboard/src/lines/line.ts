import { cut, widthOf } from '../text/cell.ts';
import type { Tone } from '../theme.ts';

/** A piece of a line in one tone. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

/** One line of the screen, left to right. */
export type Line = readonly Span[];

/** The line without its tones. */
export function lineText(line: Line): string {
  return line.map((span) => span.text).join('');
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, span) => sum + widthOf(span.text), 0);
}

/** The same line in as few spans as its tones allow: each costs the terminal writer something. */
export function joinTones(content: Line): Line {
  const joined: Span[] = [];
  for (const span of content) {
    const last = joined.at(-1);
    if (last !== undefined && (last.tone ?? 'plain') === (span.tone ?? 'plain')) {
      joined[joined.length - 1] = { ...last, text: last.text + span.text };
    } else if (span.text !== '') joined.push(span);
  }
  return joined;
}

/** A line in one tone. */
export function line(text: string, tone: Tone = 'plain'): Line {
  return [{ text, tone }];
}

/** Exactly `width` cells: blanks after what is too short, an ellipsis in what is too long. */
export function fitLine(content: Line, width: number, ellipsis = '…'): Line {
  const fitted: Span[] = [];
  let left = width;
  for (const span of content) {
    if (left <= 0) break;
    const text = cut(span.text, left, ellipsis);
    fitted.push({ ...span, text });
    left -= widthOf(text);
    if (text !== span.text) break;
  }
  return left > 0 ? [...fitted, { text: ' '.repeat(left) }] : fitted;
}

/** `left` at the left, `right` at the right edge; where both do not fit, `left` is cut. */
export function spread(left: Line, right: Line, width: number, ellipsis = '…'): Line {
  const rightWidth = lineWidth(right);
  if (rightWidth >= width) return fitLine(right, width, ellipsis);
  return [...fitLine(left, width - rightWidth, ellipsis), ...right];
}

/**
 * Joins parts with `gap`, leaving out from the right what does not fit in `width`; the first one stays.
 * @param keepLast never drop the last part either
 */
export function joinFitting(parts: readonly Line[], gap: string, width: number, keepLast = false): Line {
  const kept = [...parts];
  const total = (): number =>
    kept.reduce((sum, part) => sum + lineWidth(part), 0) + Math.max(0, kept.length - 1) * widthOf(gap);
  while (kept.length > (keepLast ? 2 : 1) && total() > width) kept.splice(keepLast ? -2 : -1, 1);
  return kept.flatMap((part, index) => (index === 0 ? part : [{ text: gap }, ...part]));
}
