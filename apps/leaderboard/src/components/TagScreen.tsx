import type { ReactNode } from 'react';
import type { DrawContext } from '../lines/draw-context.ts';
import { keyBarLine, noticeLine, ruleLine } from '../lines/footer-lines.ts';
import { smallTitleLine, titleLine } from '../lines/header-lines.ts';
import type { Line } from '../lines/line.ts';
import { correctedLine, postBlocks, postRows } from '../lines/post-lines.ts';
import { postsTitleLine, smallTagLines, tagFactLines, tagTitleLine } from '../lines/tag-lines.ts';
import type { BoardState } from '../state/board-state.ts';
import { Lines } from './Lines.tsx';

/** One hashtag: its numbers, the words behind them, and its posts, whole. */
export function TagScreen({ state, context }: { state: BoardState; context: DrawContext }): ReactNode {
  const { columns: width, rows, kind } = state.layout;
  const isSmall = kind === 'small';
  const facts = isSmall ? smallTagLines(state, context, width) : tagFactLines(state, context, width);
  const factRows = isSmall ? 2 : 7;
  const head: Line[] = [
    isSmall ? smallTitleLine(state, context, width) : titleLine(state, context, width),
    tagTitleLine(state, context, width),
    ...(isSmall ? [] : [ruleLine(width, context)]),
    ...Array.from({ length: factRows }, (_, index) => facts[index] ?? []),
    postsTitleLine(state, context, width),
  ];
  const lines = [
    ...head,
    ...visiblePosts(state, context),
    noticeLine(state, context),
    keyBarLine(state, context, width),
  ];
  return <Lines lines={lines} width={width} height={rows} />;
}

function visiblePosts(state: BoardState, context: DrawContext): Line[] {
  const rows = postRows(state);
  const blocks = state.tag === null ? [] : postBlocks(state.tag, state.layout.columns, context.glyphs);
  const chosen = blocks.find((block) => block.post.id === state.chosenPost) ?? blocks[0];
  const all = blocks.flatMap((block) => {
    const [first = [], ...others] = block.lines;
    const label = state.corrections.get(block.post.id);
    const head = label === undefined ? first : correctedLine(first, label);
    return [block === chosen ? mark(head) : head, ...others];
  });
  if (state.tag !== null && all.length === 0)
    all.push([{ text: '    No post of it is kept in memory.', tone: 'dim' }]);
  const shown = all.slice(state.postsTop, state.postsTop + rows);
  return Array.from({ length: rows }, (_, index) => shown[index] ?? []);
}

/** `>` instead of the first blank. */
function mark([first, ...rest]: Line): Line {
  return [{ text: '>', tone: 'strong' }, { text: first?.text.slice(1) ?? '' }, ...rest];
}
