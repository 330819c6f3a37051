import type { Command } from '../keys.ts';
import { type PostBlock, postRows, postsLayoutOf } from '../lines/post-lines.ts';
import type { BoardState } from './board-state.ts';

/** Moves on the tag's screen: from post to post, and through a post that is longer than the screen. */
export function movePosts(state: BoardState, command: Command): BoardState {
  const blocks = postsLayoutOf(state);
  if (blocks.length === 0) return state;
  const rows = postRows(state);
  const at = Math.max(
    0,
    blocks.findIndex((block) => block.post.id === state.chosenPost),
  );
  switch (command) {
    case 'down':
      return stepDown(state, blocks, at, rows);
    case 'up':
      return stepUp(state, blocks, at, rows);
    case 'first':
      return show(state, blocks, 0, rows);
    case 'last':
      return show(state, blocks, blocks.length - 1, rows);
    default:
      return scroll(state, blocks, command === 'page-up' ? 1 - rows : rows - 1, rows);
  }
}

function stepDown(state: BoardState, blocks: readonly PostBlock[], at: number, rows: number): BoardState {
  const block = blocks[at];
  const hidden = block === undefined ? 0 : endOf(block) - (state.postsTop + rows);
  if (block !== undefined && hidden > 0 && block.lines.length > rows) {
    return { ...state, postsTop: state.postsTop + Math.min(hidden, rows - 1), chosenPost: block.post.id };
  }
  return show(state, blocks, at + 1, rows);
}

function stepUp(state: BoardState, blocks: readonly PostBlock[], at: number, rows: number): BoardState {
  const block = blocks[at];
  if (block !== undefined && block.start < state.postsTop) {
    return { ...state, postsTop: Math.max(block.start, state.postsTop - rows + 1) };
  }
  return show(state, blocks, at - 1, rows);
}

/** Chooses a post and scrolls as little as it takes to see it, from its first line on. */
function show(state: BoardState, blocks: readonly PostBlock[], index: number, rows: number): BoardState {
  const block = blocks[Math.max(0, Math.min(index, blocks.length - 1))];
  if (block === undefined) return state;
  let top = Math.max(state.postsTop, endOf(block) - rows);
  top = Math.min(top, block.start);
  return { ...state, chosenPost: block === blocks[0] ? null : block.post.id, postsTop: top };
}

function scroll(state: BoardState, blocks: readonly PostBlock[], lines: number, rows: number): BoardState {
  const total = blocks.reduce((sum, block) => sum + block.lines.length, 0);
  const top = Math.max(0, Math.min(state.postsTop + lines, total - rows));
  const first = blocks.find((block) => block.start >= top) ?? blocks.at(-1);
  return { ...state, postsTop: top, chosenPost: top === 0 ? null : (first?.post.id ?? null) };
}

function endOf(block: PostBlock): number {
  return block.start + block.lines.length;
}
