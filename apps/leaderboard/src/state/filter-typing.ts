import { oneLine } from '../text/cell.ts';
import { type Filter, noFilter, parseFilter } from '../view/filter.ts';
import type { BoardState, Step } from './board-state.ts';
import { findRareTags } from './find-rare-tags.ts';
import { chosenTag } from './rows.ts';
import { choose, settle } from './settle.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const MAX_LENGTH = 200;

/** A key while the filter is being typed: it works at once, on every key. */
export function typeFilter(state: BoardState, key: string): Step {
  switch (key) {
    case 'enter':
      return stay({ ...state, isTyping: false });
    case 'escape':
      return clearFilter(state);
    case 'up':
      return stay(choose(state, state.chosenIndex - 1));
    case 'down':
      return stay(choose(state, state.chosenIndex + 1));
    case 'ctrl-u':
      return withText(state, '');
    case 'backspace': {
      const letters = Array.from(graphemes.segment(state.filterText), ({ segment }) => segment);
      return letters.length === 0
        ? stay({ ...state, isTyping: false })
        : withText(state, letters.slice(0, -1).join(''));
    }
    default:
      return isNamed(key) ? stay(state) : withText(state, state.filterText + key);
  }
}

/** Every tag is shown again; the cursor stays on its tag. */
export function clearFilter(state: BoardState): Step {
  const chosen = state.chosenIndex === 0 && state.filterText === '' ? state.chosen : chosenTag(state);
  const next = { ...state, isTyping: false, chosen, filterText: '', filter: noFilter, filterProblem: '' };
  return findRareTags(settle(next));
}

/** The cursor goes to the first match. */
function withText(state: BoardState, text: string): Step {
  if (text.length > MAX_LENGTH) return stay(state);
  const parsed = parseFilter(text);
  const next: BoardState = {
    ...state,
    chosen: null,
    top: 0,
    filterText: text,
    filter: 'filter' in parsed ? parsed.filter : filterSoFar(text),
    filterProblem: 'problem' in parsed ? parsed.problem : '',
  };
  return findRareTags(settle(next));
}

/** A word that is half typed, such as `posts>`, filters nothing yet; those before it do. */
function filterSoFar(text: string): Filter {
  const parsed = parseFilter(text.replace(/\S+\s*$/u, ''));
  return 'filter' in parsed ? parsed.filter : noFilter;
}

function stay(state: BoardState): Step {
  return { state, effects: [] };
}

/** Keys that are no character have names of two letters and more; invisible characters are not taken either. */
function isNamed(key: string): boolean {
  return /^[a-z][a-z-]+$/u.test(key) || (key !== ' ' && oneLine(key) === '');
}
