import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { DrawContext } from '../lines/draw-context.ts';
import { emptyLines } from '../lines/footer-lines.ts';
import { columnsFor } from '../lines/hashtag-line.ts';
import type { BoardState } from '../state/board-state.ts';
import { chosenTag, rowsOnScreen } from '../state/rows.ts';
import { HashtagRow } from './HashtagRow.tsx';
import { Lines } from './Lines.tsx';

/** The rows of the board that fit, from `state.top` on; where there are none, why. */
export function HashtagList({ state, context }: { state: BoardState; context: DrawContext }): ReactNode {
  const { listColumns, listRows } = state.layout;
  const empty = emptyLines(state, context, listColumns);
  if (empty.length > 0) return <Lines lines={empty} width={listColumns} height={listRows} />;
  const columns = columnsFor(listColumns);
  const chosen = chosenTag(state);
  return (
    <Box flexDirection="column" width={listColumns} height={listRows} flexShrink={0}>
      {rowsOnScreen(state).map((row) => (
        <HashtagRow
          key={row.tag}
          row={row}
          columns={columns}
          isChosen={row.tag === chosen}
          isFollowed={row.tag === state.followed?.tag}
        />
      ))}
    </Box>
  );
}
