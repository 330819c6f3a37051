import type { ReactNode } from 'react';
import type { DrawContext } from '../lines/draw-context.ts';
import { keyBarLine, ruleLine } from '../lines/footer-lines.ts';
import { smallTitleLine, titleLine } from '../lines/header-lines.ts';
import { helpLines } from '../lines/help-lines.ts';
import type { BoardState } from '../state/board-state.ts';
import { Lines } from './Lines.tsx';

/** All keys, all filter words, and how to read a row. Scrolls where it does not fit. */
export function HelpScreen({ state, context }: { state: BoardState; context: DrawContext }): ReactNode {
  const { columns: width, rows } = state.layout;
  const title = width < 80 ? smallTitleLine(state, context, width) : titleLine(state, context, width);
  const room = rows - 3;
  const all = helpLines(width, context.glyphs);
  const top = Math.max(0, Math.min(state.helpTop ?? 0, all.length - room));
  const shown = all.slice(top, top + room);
  const body = Array.from({ length: room }, (_, index) => shown[index] ?? []);
  const lines = [title, ruleLine(width, context), ...body, keyBarLine(state, context, width)];
  return <Lines lines={lines} width={width} height={rows} />;
}
