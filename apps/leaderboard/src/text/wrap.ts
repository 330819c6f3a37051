import { widthOf } from './cell.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Breaks `text` into lines of at most `width` cells, between words where it can and between graphemes where a word is
 * longer than a line. Nothing is dropped but the blanks at a break; line breaks in `text` stay line breaks.
 */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(2, width);
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, room));
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const endLine = (): void => {
    lines.push(line.trimEnd());
    line = '';
    used = 0;
  };
  for (const piece of paragraph.split(/(?<=\s)(?!\s)/u)) {
    const needed = widthOf(piece.trimEnd());
    if (needed <= width) {
      if (used > 0 && used + needed > width) endLine();
      line += piece;
      used += widthOf(piece);
      continue;
    }
    for (const { segment } of graphemes.segment(piece)) {
      const step = widthOf(segment);
      if (used + step > width) endLine();
      line += segment;
      used += step;
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}
