import type { FrameMessage, WindowRow } from '@hashtide/engine/feed';
import { type BoardRow, boardRow, filterRow, type RowContext, rowContext } from '../view/view-model.ts';
import type { BoardState } from './board-state.ts';

const rowsByFrame = new WeakMap<FrameMessage, ReadonlyMap<string, WindowRow>>();

/** The frame's rows by tag; made once a frame. */
export function rowsOf(frame: FrameMessage): ReadonlyMap<string, WindowRow> {
  let rows = rowsByFrame.get(frame);
  if (rows === undefined) {
    rows = new Map(frame.rows.map((row) => [row.tag, row]));
    rowsByFrame.set(frame, rows);
  }
  return rows;
}

/** Tags that pass the filter, in the order drawn. */
export function visibleTags(state: BoardState): readonly string[] {
  const { frame, filter, order } = state;
  if (frame === null || filter.text === '') return order;
  const rows = rowsOf(frame);
  const context = contextOf(state, frame);
  return order.filter((tag) => {
    const row = rows.get(tag);
    return row !== undefined && filter.matches(filterRow(row, context));
  });
}

/** The tag under the cursor; null on an empty board. */
export function chosenTag(state: BoardState): string | null {
  return visibleTags(state)[state.chosenIndex] ?? null;
}

/** The tag whose posts are wanted: on its own screen, or in the pane. */
export function wantedTag(state: BoardState): string | null {
  if (state.screen === 'tag') return state.chosen;
  return state.layout.paneColumns > 0 ? chosenTag(state) : null;
}

/** One row as it is drawn; null: not in the frame. */
export function rowOf(state: BoardState, tag: string): BoardRow | null {
  const row = state.frame === null ? undefined : rowsOf(state.frame).get(tag);
  return row === undefined || state.frame === null ? null : boardRow(row, contextOf(state, state.frame));
}

/** The rows on the screen, top down. */
export function rowsOnScreen(state: BoardState): readonly BoardRow[] {
  return visibleTags(state)
    .slice(state.top, state.top + state.layout.listRows)
    .flatMap((tag) => rowOf(state, tag) ?? []);
}

/** What the rows of a frame are seen against. */
export function contextOf(state: BoardState, frame: FrameMessage): RowContext {
  return rowContext(frame, state.ranks, state.previous);
}
