import type { ReactNode } from 'react';
import { line } from '../lines/line.ts';
import type { BoardState } from '../state/board-state.ts';
import { MIN_COLUMNS, MIN_ROWS } from '../state/layout.ts';
import { rowsOnScreen } from '../state/rows.ts';
import { formatCount } from '../text/number.ts';
import { wrap } from '../text/wrap.ts';
import { Lines } from './Lines.tsx';

/** Below 40×12: one sentence, then the top tags in plain words. */
export function TooSmallScreen({ state }: { state: BoardState }): ReactNode {
  const { columns, rows } = state.layout;
  const sentence = `Terminal ${columns}x${rows} is too small for the board (${MIN_COLUMNS}x${MIN_ROWS}). q quits.`;
  const top = rowsOnScreen(state).map((row) =>
    line(`${row.rank} #${row.name} ${row.lang} ${formatCount(row.posts)}`),
  );
  const lines = [...wrap(sentence, columns).map((text) => line(text)), ...top];
  return <Lines lines={lines} width={columns} height={rows} />;
}
