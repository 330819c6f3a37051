import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { DrawContext } from '../lines/draw-context.ts';
import { keyBarLine, noticeLine } from '../lines/footer-lines.ts';
import { smallEngineLine, smallTitleLine } from '../lines/header-lines.ts';
import type { BoardState } from '../state/board-state.ts';
import { HashtagList } from './HashtagList.tsx';
import { Lines } from './Lines.tsx';

/** The board from 40×12 on: two lines above the rows, two below. */
export function SmallBoardScreen({ state, context }: { state: BoardState; context: DrawContext }): ReactNode {
  const { columns: width } = state.layout;
  const header = [smallTitleLine(state, context, width), smallEngineLine(state, width)];
  const footer = [noticeLine(state, context), keyBarLine(state, context, width)];
  return (
    <Box flexDirection="column">
      <Lines lines={header} width={width} height={2} />
      <HashtagList state={state} context={context} />
      <Lines lines={footer} width={width} height={2} />
    </Box>
  );
}
