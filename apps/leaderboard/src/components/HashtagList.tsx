import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { DrawContext } from '../lines/draw-context.ts';
import { emptyLines } from '../lines/footer-lines.ts';
import { columnsFor } from '../lines/hashtag-line.ts';
import { fitLine, type Line } from '../lines/line.ts';
import type { BoardState } from '../state/board-state.ts';
import { chosenTag, rowsOnScreen } from '../state/rows.ts';
import { HashtagRow } from './HashtagRow.tsx';
import { StyledLine } from './StyledLine.tsx';

interface HashtagListProps {
  readonly state: BoardState;
  readonly context: DrawContext;
  /** What stands right of each line, top down; none in the narrower layouts. */
  readonly beside?: readonly Line[];
}

/** The rows of the board that fit, from `state.top` on; where there are none, why. */
export function HashtagList({ state, context, beside = [] }: HashtagListProps): ReactNode {
  const { columns: width, listColumns, listRows } = state.layout;
  const columns = columnsFor(listColumns);
  const chosen = chosenTag(state);
  const rows = rowsOnScreen(state);
  const empty = emptyLines(state, context, listColumns);
  return (
    <Box flexDirection="column" width={width} height={listRows} flexShrink={0}>
      {Array.from({ length: listRows }, (_, index) => {
        const row = rows[index];
        const right = beside[index] ?? [];
        const blank = [...fitLine(empty[index] ?? [], listColumns), ...right];
        return row === undefined ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
          <StyledLine key={index} content={blank} width={width} />
        ) : (
          <HashtagRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
            key={index}
            row={row}
            columns={columns}
            isChosen={row.tag === chosen}
            isFollowed={row.tag === state.followed?.tag}
            beside={right}
          />
        );
      })}
    </Box>
  );
}
