import type { FrameMessage, View } from '@hashtide/engine/feed';
import { orderTags, ranksOf, type Sort } from '../view/sort.ts';
import { type BoardState, type Effect, NOTICE_MS, type Step } from './board-state.ts';
import { findRareTags } from './find-rare-tags.ts';
import { rowsOf, wantedTag } from './rows.ts';
import { settle } from './settle.ts';

/** A `snapshot` or a `batch` has come. */
export function takeFrame(before: BoardState, frame: FrameMessage, now: number): Step {
  const state = noteBatch({ ...before, source: frame.source }, frame, now);
  if (state.frame !== null && !isAsked(state, frame.view)) return { state, effects: [] };
  if (state.paused !== null && state.frame !== null && sameView(state.frame.view, frame.view)) {
    const missed = state.paused.missed + (isNewBatch(before, frame) ? 1 : 0);
    return { state: { ...state, paused: { ...state.paused, missed, held: frame } }, effects: [] };
  }
  const drawn = findRareTags(drawFrame(state, frame, now));
  return { state: drawn.state, effects: [...drawn.effects, ...askForTag(drawn.state)] };
}

/** Makes `frame` the one that is drawn. */
export function drawFrame(state: BoardState, frame: FrameMessage, now: number): BoardState {
  const old = state.frame;
  const isSameView = old !== null && sameView(old.view, frame.view);
  const isNext = isSameView && old.sequence !== frame.sequence;
  const drawn: BoardState = {
    ...state,
    frame,
    ranks: ranksOf(frame, state.sort),
    previous: isNext ? { frame: old, ranks: state.ranks } : isSameView ? state.previous : null,
    order: nextOrder(state, frame, isSameView && now < state.orderHeldUntil),
  };
  return settle(tellAboutFollowed(drawn, now));
}

/** Ranks and order anew, as after another sort column; the change column compares with the frame before. */
export function sortAnew(state: BoardState, sort: Sort): BoardState {
  if (state.frame === null) return { ...state, sort };
  return settle({
    ...state,
    sort,
    ranks: ranksOf(state.frame, sort),
    previous: state.previous && {
      frame: state.previous.frame,
      ranks: ranksOf(state.previous.frame, sort),
    },
    order: orderTags(state.frame.rows, sort, state.frame.view.reposts),
  });
}

/** Once the order need not stand still any more, the rows go where they belong. */
export function releaseOrder(state: BoardState, now: number): BoardState {
  if (state.frame === null || state.orderHeldUntil === 0 || now < state.orderHeldUntil) return state;
  const order = orderTags(state.frame.rows, state.sort, state.frame.view.reposts);
  return settle({ ...state, order, orderHeldUntil: 0 });
}

/** The effects that bring the posts of the tag that is looked at; none while nothing is. */
export function askForTag(state: BoardState): Effect[] {
  const tag = wantedTag(state);
  return tag === null ? [] : [{ type: 'ask-tag', tag, windowS: state.asked.window_s }];
}

/** The feed's views are the same as far as rows go. */
function sameView(a: View, b: View): boolean {
  return a.window_s === b.window_s && a.reposts === b.reposts && a.filter === b.filter;
}

function isAsked(state: BoardState, view: View): boolean {
  const { asked } = state;
  return view.window_s === asked.window_s && view.reposts === asked.reposts && view.filter === asked.filter;
}

function isNewBatch(state: BoardState, frame: FrameMessage): boolean {
  return frame.batch !== null && frame.batch.batch_time !== state.lastBatchTime;
}

function noteBatch(state: BoardState, frame: FrameMessage, now: number): BoardState {
  if (frame.batch === null || !isNewBatch(state, frame)) return state;
  return { ...state, lastBatchAt: now, lastBatchTime: frame.batch.batch_time };
}

/** Held: rows stay where they are, new ones come last. */
function nextOrder(state: BoardState, frame: FrameMessage, isHeld: boolean): readonly string[] {
  const sorted = orderTags(frame.rows, state.sort, frame.view.reposts);
  if (!isHeld) return sorted;
  const present = new Set(sorted);
  const known = new Set(state.order);
  return [...state.order.filter((tag) => present.has(tag)), ...sorted.filter((tag) => !known.has(tag))];
}

function tellAboutFollowed(state: BoardState, now: number): BoardState {
  const { followed, frame, previous } = state;
  if (followed === null || frame === null || rowsOf(frame).has(followed.tag)) return state;
  const wasThere = previous !== null && rowsOf(previous.frame).has(followed.tag);
  if (!wasThere) return state;
  return { ...state, notice: { text: 'The followed tag left the window.', until: now + NOTICE_MS } };
}
