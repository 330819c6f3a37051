import type { FeedMessage, FeedState, HelloMessage, StatusMessage, TagMessage } from '@hashtide/engine/feed';
import { postsLayoutOf, topThatKeeps } from '../lines/post-lines.ts';
import { oneLine } from '../text/cell.ts';
import { type BoardState, NOTICE_MS, type Step } from './board-state.ts';
import { layoutOf } from './layout.ts';
import { wantedTag } from './rows.ts';
import { settle } from './settle.ts';
import { askForTag, releaseOrder, takeFrame } from './take-frame.ts';

/** A message of the feed has come. */
export function takeMessage(state: BoardState, message: FeedMessage, now: number): Step {
  switch (message.type) {
    case 'hello':
      return { state: { ...state, hello: message, ...statusOf(message) }, effects: [] };
    case 'status':
      return { state: { ...state, ...statusOf(message) }, effects: [] };
    case 'snapshot':
    case 'batch':
      return takeFrame(state, message, now);
    case 'tag':
      return { state: takeTag(state, message), effects: [] };
    case 'error': {
      const text = `Engine says: ${oneLine(message.message)}`;
      return { state: { ...state, notice: { text, until: now + NOTICE_MS } }, effects: [] };
    }
  }
}

function statusOf({ source, storage }: HelloMessage | StatusMessage): Pick<BoardState, 'source' | 'storage'> {
  return { source, storage: storage ?? null };
}

/** The connection to the feed has changed. */
export function takeConnection(state: BoardState, connection: FeedState, now: number): Step {
  const isSameKind = connection.state === state.connection.state;
  const next = { ...state, connection, connectionSince: isSameKind ? state.connectionSince : now };
  return { state: next, effects: connection.state === 'open' ? askForTag(next) : [] };
}

/** A second has gone by. */
export function takeTick(state: BoardState, now: number): BoardState {
  const notice = state.notice !== null && now >= state.notice.until ? null : state.notice;
  return releaseOrder(notice === state.notice ? state : { ...state, notice }, now);
}

/** The terminal has another size. */
export function takeSize(state: BoardState, columns: number, rows: number): Step {
  if (columns === state.layout.columns && rows === state.layout.rows) return { state, effects: [] };
  const next = settle({ ...state, layout: layoutOf(columns, rows), postsTop: 0 });
  return { state: next, effects: askForTag(next) };
}

/** Newer posts push the others down: the chosen one keeps its line. */
function takeTag(state: BoardState, message: TagMessage): BoardState {
  if (message.tag !== wantedTag(state)) return state;
  const next = { ...state, tag: message };
  if (state.tag?.tag !== message.tag) return { ...next, postsTop: 0, chosenPost: null };
  const postsTop = topThatKeeps(state.chosenPost, postsLayoutOf(state), postsLayoutOf(next), state.postsTop);
  return { ...next, postsTop };
}
