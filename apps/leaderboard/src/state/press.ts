import { type Command, commandOf } from '../keys.ts';
import { oneLine } from '../text/cell.ts';
import { nextColumn } from '../view/sort.ts';
import { type BoardState, type Effect, NOTICE_MS, ORDER_HELD_MS, type Step } from './board-state.ts';
import { correct } from './correct.ts';
import { clearFilter, typeFilter } from './filter-typing.ts';
import { movePosts } from './move-posts.ts';
import { chosenTag, rowOf, visibleTags } from './rows.ts';
import { choose, holdLine, settle } from './settle.ts';
import { askForTag, drawFrame, sortAnew } from './take-frame.ts';

const WINDOWS_S = [60, 300, 900, 3600];

/** A key was pressed (names: read-keys.ts). After it the rows keep their order for a while. */
export function press(before: BoardState, key: string, now: number): Step {
  const state = { ...before, orderHeldUntil: now + ORDER_HELD_MS };
  if (key === 'ctrl-c') return { state, effects: [{ type: 'quit' }] };
  if (state.isTyping) return typeFilter(state, key);
  const command = commandOf(key, state.screen);
  if (command === undefined) return only(before);
  if (state.helpTop !== null) return pressInHelp(state, command, state.helpTop);
  return obey(state, command, now);
}

function obey(state: BoardState, command: Command, now: number): Step {
  switch (command) {
    case 'up':
    case 'down':
    case 'page-up':
    case 'page-down':
    case 'first':
    case 'last':
      return state.screen === 'tag' ? only(movePosts(state, command)) : move(state, command);
    case 'open':
      return open(state);
    case 'back':
      return back(state);
    case 'filter':
      return only({ ...state, isTyping: true });
    case 'sort':
      return only(sortAnew(state, { column: nextColumn(state.sort.column), reversed: false }));
    case 'reverse':
      return only(sortAnew(state, { ...state.sort, reversed: !state.sort.reversed }));
    case 'window-up':
      return watchWindow(state, 1);
    case 'window-down':
      return watchWindow(state, -1);
    case 'reposts': {
      const next = { in: 'out', out: 'only', only: 'in' } as const;
      return watch(state, { reposts: next[state.asked.reposts] });
    }
    case 'pause':
      return pause(state, now);
    case 'follow':
      return only(follow(state, now));
    case 'copy':
      return copy(state, now);
    case 'label-positive':
      return correct(state, 'positive', now);
    case 'label-neutral':
      return correct(state, 'neutral', now);
    case 'label-negative':
      return correct(state, 'negative', now);
    case 'help':
      return only({ ...state, helpTop: 0 });
    case 'repaint':
      return { state, effects: [{ type: 'repaint' }] };
    case 'quit':
      return { state, effects: [{ type: 'quit' }] };
  }
}

function only(state: BoardState): Step {
  return { state, effects: [] };
}

function move(state: BoardState, command: Command): Step {
  const page = Math.max(1, state.layout.listRows - 1);
  const target: Partial<Record<Command, number>> = {
    up: state.chosenIndex - 1,
    down: state.chosenIndex + 1,
    'page-up': state.chosenIndex - page,
    'page-down': state.chosenIndex + page,
    first: 0,
    last: visibleTags(state).length - 1,
  };
  const next = choose(state, target[command] ?? state.chosenIndex);
  return { state: next, effects: state.layout.paneColumns > 0 ? askForTag(next) : [] };
}

function open(state: BoardState): Step {
  const tag = chosenTag(state);
  if (state.screen === 'tag' || tag === null) return only(state);
  const isKnown = state.tag?.tag === tag;
  const next: BoardState = {
    ...state,
    screen: 'tag',
    chosen: tag,
    tag: isKnown ? state.tag : null,
    chosenPost: null,
    postsTop: 0,
  };
  return { state: next, effects: askForTag(next) };
}

function back(state: BoardState): Step {
  if (state.screen === 'tag') {
    const next = settle({ ...state, screen: 'board' });
    return { state: next, effects: askForTag(next) };
  }
  return state.filterText === '' ? only(state) : clearFilter(state);
}

function watchWindow(state: BoardState, step: 1 | -1): Step {
  const windows = state.hello?.windows_s.length ? state.hello.windows_s : WINDOWS_S;
  const at = windows.indexOf(state.asked.window_s);
  const next = windows[(at + step + windows.length) % windows.length] ?? state.asked.window_s;
  return watch(state, { window_s: next });
}

function watch(state: BoardState, change: Partial<BoardState['asked']>): Step {
  const next = { ...state, asked: { ...state.asked, ...change } };
  return { state: next, effects: [{ type: 'watch', view: next.asked }, ...askForTag(next)] };
}

function pause(state: BoardState, now: number): Step {
  if (state.paused === null) return only({ ...state, paused: { since: now, missed: 0, held: null } });
  const { held } = state.paused;
  const resumed = { ...state, paused: null, orderHeldUntil: 0 };
  const next = held === null ? resumed : drawFrame(resumed, held, now);
  return { state: next, effects: askForTag(next) };
}

function follow(state: BoardState, now: number): BoardState {
  const tag = state.screen === 'tag' ? state.chosen : chosenTag(state);
  if (tag === null) return state;
  const until = now + NOTICE_MS;
  const name = spellingOf(state, tag);
  if (state.followed?.tag === tag) {
    return { ...state, followed: null, notice: { text: `No longer following #${name}.`, until } };
  }
  const text = `Following #${name}: it keeps its line. t again lets it go.`;
  return { ...state, chosen: tag, followed: holdLine(state, tag), notice: { text, until } };
}

/** As people write it and as it is drawn; lower case only where it is not on the board any more. */
function spellingOf(state: BoardState, tag: string): string {
  return rowOf(state, tag)?.name ?? oneLine(tag);
}

function copy(state: BoardState, now: number): Step {
  const copied = whatToCopy(state);
  if (copied === null) return only(state);
  const effects: Effect[] = [{ type: 'copy', text: copied.text }];
  const text = `Copied ${copied.name} (OSC 52; your terminal may refuse it).`;
  return { state: { ...state, notice: { text, until: now + NOTICE_MS } }, effects };
}

function whatToCopy(state: BoardState): { readonly text: string; readonly name: string } | null {
  const tag = state.screen === 'tag' ? state.chosen : chosenTag(state);
  if (tag === null) return null;
  const name = `#${spellingOf(state, tag)}`;
  const posts = state.screen === 'tag' && state.tag?.tag === tag ? state.tag.posts : [];
  const post = posts.find(({ id }) => id === state.chosenPost) ?? posts[0];
  if (post === undefined) return { text: name, name };
  const url = oneLine(post.url);
  return url === ''
    ? { text: oneLine(post.text), name: `the post of @${oneLine(post.username)}` }
    : { text: url, name: url };
}

function pressInHelp(state: BoardState, command: Command, top: number): Step {
  const page = Math.max(1, state.layout.rows - 4);
  switch (command) {
    case 'quit':
      return { state, effects: [{ type: 'quit' }] };
    case 'repaint':
      return { state, effects: [{ type: 'repaint' }] };
    case 'help':
    case 'back':
    case 'open':
      return only({ ...state, helpTop: null });
    case 'up':
      return only({ ...state, helpTop: Math.max(0, top - 1) });
    case 'down':
      return only({ ...state, helpTop: top + 1 });
    case 'page-up':
      return only({ ...state, helpTop: Math.max(0, top - page) });
    case 'page-down':
      return only({ ...state, helpTop: top + page });
    case 'first':
      return only({ ...state, helpTop: 0 });
    default:
      return only(state);
  }
}
