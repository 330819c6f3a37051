import type { BoardState } from '../state/board-state.ts';
import { wantedTag } from '../state/rows.ts';
import type { DrawContext } from './draw-context.ts';
import { fitLine, type Line } from './line.ts';
import { postBlocks } from './post-lines.ts';
import { paneTitleLine, postsTitleLine, tagFactLines } from './tag-lines.ts';

/**
 * The chosen tag beside the list: what is known of it, and as many of its newest posts as fit whole.
 * @returns `height` lines of `state.layout.paneColumns` cells with a bar on their left; none where there is no pane
 */
export function paneLines(state: BoardState, context: DrawContext, height: number): Line[] {
  const { paneColumns } = state.layout;
  if (paneColumns === 0) return [];
  const content = paneContent(state, context, paneColumns, height);
  return Array.from({ length: height }, (_, index) => [
    { text: context.glyphs.bar, tone: 'dim' },
    ...fitLine(content[index] ?? [], paneColumns, context.glyphs.ellipsis),
  ]);
}

function paneContent(state: BoardState, context: DrawContext, width: number, height: number): Line[] {
  const { tag } = state;
  if (tag === null || tag.tag !== wantedTag(state)) return [];
  const head = [
    paneTitleLine(state, context, width),
    ...tagFactLines(state, context, width),
    postsTitleLine(state, context, width),
  ];
  const blocks = postBlocks(tag, width, context.glyphs);
  const fitting = blocks.filter((block) => block.start + block.lines.length <= height - head.length);
  return [...head, ...fitting.flatMap((block) => block.lines)];
}
