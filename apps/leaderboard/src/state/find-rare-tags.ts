import type { BoardState, Step } from './board-state.ts';
import { visibleTags } from './rows.ts';

/**
 * A frame holds the top rows alone. When none of them passes the filter, the engine is asked for the tags that contain
 * its word, so that a rare one is found too; when the word is gone, for the top rows again.
 */
export function findRareTags(state: BoardState): Step {
  const wanted = wantedFilter(state);
  if (wanted === state.asked.filter) return { state, effects: [] };
  const next = { ...state, asked: { ...state.asked, filter: wanted } };
  return { state: next, effects: [{ type: 'watch', view: next.asked }] };
}

function wantedFilter({ frame, asked, filter, ...rest }: BoardState): string {
  if (frame === null || filter.contains === '') return '';
  if (asked.filter !== '') return filter.contains.includes(asked.filter) ? asked.filter : '';
  const isCut = frame.view.filter === '' && frame.rows_total > frame.rows.length;
  const isNothingLeft = visibleTags({ frame, asked, filter, ...rest }).length === 0;
  return isCut && isNothingLeft ? filter.contains : '';
}
