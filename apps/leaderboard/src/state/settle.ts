import type { BoardState } from './board-state.ts';
import { visibleTags } from './rows.ts';

/**
 * Puts cursor and scroll position right after any change: the cursor stays on its tag, or on its line when the tag is
 * gone; a followed tag stays on its line of the screen as far as the list allows; the cursor is on the screen.
 */
export function settle(state: BoardState): BoardState {
  const tags = visibleTags(state);
  const { listRows } = state.layout;
  const followedIndex = state.followed === null ? -1 : tags.indexOf(state.followed.tag);
  const chosenIndex = indexOfChosen(state, tags);
  let top = state.top;
  if (state.followed !== null && followedIndex >= 0) top = followedIndex - state.followed.screenRow;
  top = Math.max(0, Math.min(top, tags.length - listRows));
  if (chosenIndex < top) top = chosenIndex;
  if (chosenIndex >= top + listRows) top = chosenIndex - listRows + 1;
  const chosen =
    state.chosen === null || state.screen === 'tag' ? state.chosen : (tags[chosenIndex] ?? state.chosen);
  return { ...state, chosen, chosenIndex, top: Math.max(0, top) };
}

function indexOfChosen(state: BoardState, tags: readonly string[]): number {
  if (state.chosen === null) return 0;
  const index = tags.indexOf(state.chosen);
  return index >= 0 ? index : Math.max(0, Math.min(state.chosenIndex, tags.length - 1));
}

/** Moves the cursor to a row; a followed tag then keeps the line where it now is. */
export function choose(state: BoardState, index: number): BoardState {
  const tags = visibleTags(state);
  const bounded = Math.max(0, Math.min(index, tags.length - 1));
  const moved = settle({
    ...state,
    chosen: bounded === 0 ? null : (tags[bounded] ?? null),
    chosenIndex: bounded,
    followed: null,
  });
  return { ...moved, followed: holdLine(moved, state.followed?.tag ?? null) };
}

/** Where a followed tag is to stay, seen from where it is now. */
export function holdLine(state: BoardState, tag: string | null): BoardState['followed'] {
  if (tag === null) return null;
  const index = visibleTags(state).indexOf(tag);
  const screenRow = index < 0 ? 0 : Math.max(0, Math.min(index - state.top, state.layout.listRows - 1));
  return { tag, screenRow };
}
