import type { TagPost } from '@hashtide/engine/feed';
import { oneLine } from '../text/cell.ts';
import { type BoardState, type Label, NOTICE_MS, type Step } from './board-state.ts';

/** So many corrections are marked on the screen; what was kept of older ones stays kept. */
const MOST_MARKED = 1000;

/** The viewer says what the chosen post feels. */
export function correct(state: BoardState, label: Label, now: number): Step {
  const post = chosenPost(state);
  if (post === null) return { state, effects: [] };
  if ((state.corrections.get(post.id) ?? post.label) === label) {
    return { state: withNotice(state, `It is ${label} already.`, now), effects: [] };
  }
  const { id, text, label: said } = post;
  return { state, effects: [{ type: 'correct', correction: { id, text, label, said } }] };
}

/** The correction is kept, as `where` says. */
export function takeCorrected(state: BoardState, id: string, label: Label, where: string, now: number): Step {
  const corrections = new Map(state.corrections);
  corrections.delete(id);
  corrections.set(id, label);
  for (const oldest of [...corrections.keys()].slice(0, -MOST_MARKED)) corrections.delete(oldest);
  const next = withNotice({ ...state, corrections }, `Kept as ${label} ${oneLine(where)}`, now);
  return { state: next, effects: [] };
}

/** It could not be kept. */
export function takeUncorrected(state: BoardState, reason: string, now: number): Step {
  return { state: withNotice(state, `Not kept: ${oneLine(reason)}`, now), effects: [] };
}

/** The post that the viewer points at on the tag's screen. */
function chosenPost(state: BoardState): TagPost | null {
  if (state.screen !== 'tag' || state.tag?.tag !== state.chosen) return null;
  const { posts } = state.tag;
  return posts.find(({ id }) => id === state.chosenPost) ?? posts[0] ?? null;
}

function withNotice(state: BoardState, text: string, now: number): BoardState {
  return { ...state, notice: { text, until: now + NOTICE_MS } };
}
