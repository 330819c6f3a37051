import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { DrawContext } from '../lines/draw-context.ts';
import type { Line } from '../lines/line.ts';
import { postBlocks } from '../lines/post-lines.ts';
import { paneTitleLine, postsTitleLine, tagFactLines } from '../lines/tag-lines.ts';
import type { BoardState } from '../state/board-state.ts';
import { wantedTag } from '../state/rows.ts';
import { Lines } from './Lines.tsx';

interface TagPaneProps {
  readonly state: BoardState;
  readonly context: DrawContext;
  readonly width: number;
  readonly height: number;
}

/** The chosen tag beside the list: what is known of it, and as many of its newest posts as fit whole. */
export function TagPane({ state, context, width, height }: TagPaneProps): ReactNode {
  const rule: Line[] = Array.from({ length: height }, () => [{ text: context.glyphs.bar, tone: 'dim' }]);
  return (
    <Box>
      <Lines lines={rule} width={1} height={height} />
      <Lines lines={paneLines(state, context, width, height)} width={width} height={height} />
    </Box>
  );
}

function paneLines(state: BoardState, context: DrawContext, width: number, height: number): Line[] {
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
