import { oneLine } from '../text/cell.ts';
import { noFilter, parseFilter } from '../view/filter.ts';
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

/** Every tag is shown again. */
export function clearFilter(state: BoardState): Step {
  return withText({ ...state, isTyping: false }, '');
}

/** What cannot be read yet leaves the last filter that could be, and says what is missing. */
function withText(before: BoardState, text: string): Step {
  if (text.length > MAX_LENGTH) return stay(before);
  const parsed = parseFilter(text);
  const chosen = before.chosen === null ? null : chosenTag(before);
  const state: BoardState = {
    ...before,
    chosen,
    filterText: text,
    filter: text.trim() === '' ? noFilter : 'filter' in parsed ? parsed.filter : before.filter,
    filterProblem: 'problem' in parsed ? parsed.problem : '',
  };
  return findRareTags(settle(state));
}

function stay(state: BoardState): Step {
  return { state, effects: [] };
}

/** Keys that are no character have names of two letters and more; invisible characters are not taken either. */
function isNamed(key: string): boolean {
  return /^[a-z][a-z-]+$/u.test(key) || (key !== ' ' && oneLine(key) === '');
}
