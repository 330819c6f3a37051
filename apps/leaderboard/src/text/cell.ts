import { sanitiseText } from '@hashtide/engine/feed';
import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';

/** More combining marks than this on one letter are decoration that smears over the lines above and below. */
const MAX_MARKS = 4;
const TOO_MANY_MARKS = new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, 'gu');

const ASCII = /^[\x20-\x7e]*$/u;

/** A screen's texts come again with each frame; so many are remembered, then it begins anew. */
const MAX_KNOWN_WIDTHS = 4096;
const knownWidths = new Map<string, number>();

/** How many terminal cells `text` takes. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  const known = knownWidths.get(text);
  if (known !== undefined) return known;
  const width = stringWidth(text);
  if (knownWidths.size >= MAX_KNOWN_WIDTHS) knownWidths.clear();
  knownWidths.set(text, width);
  return width;
}

/** What may be drawn of somebody's words on one line: no control characters, NFC, line breaks as spaces. */
export function oneLine(text: string): string {
  return sanitiseText(text).normalize('NFC').replace(TOO_MANY_MARKS, '$1').replace(/\s+/gu, ' ').trim();
}

/** At most `width` cells of `text`, cut between graphemes; `ellipsis` stands for what is missing. */
export function cut(text: string, width: number, ellipsis = '…'): string {
  if (width <= 0) return '';
  if (widthOf(text) <= width) return text;
  // cli-truncate counts some Thai and Indic letters as narrower than string-width does.
  for (let room = width; room > 0; room--) {
    const short = cliTruncate(text, room, { truncationCharacter: ellipsis });
    if (widthOf(short) <= width) return short;
  }
  return ellipsis;
}

/** Letters whose width every terminal and library agrees upon: Latin, our own signs, kana, Han and Hangul. */
const AGREED =
  /^[\x20-\x7e\u00a0-\u024f\u2013-\u2026\u2039\u2190-\u25ff\u23ce\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]*$/u;

/** Whether terminals may draw `text` wider or narrower than {@link widthOf} says: Thai, Indic, Arabic, emoji, marks. */
export function hasUncertainWidth(text: string): boolean {
  return !AGREED.test(text);
}

/** Exactly `width` cells: cut when longer, blanks after (or before, with `right`) when shorter. */
export function cell(text: string, width: number, align: 'left' | 'right' = 'left', ellipsis = '…'): string {
  const short = cut(text, width, ellipsis);
  const blanks = ' '.repeat(Math.max(0, width - widthOf(short)));
  return align === 'left' ? short + blanks : blanks + short;
}
