import type { BoardState } from '../state/board-state.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { describeSource, type SourceReport } from '../view/describe-source.ts';

/** What the lines are drawn with. */
export interface DrawContext {
  readonly glyphs: Glyphs;
  /** Epoch ms. */
  readonly now: number;
  readonly report: SourceReport;
}

export function drawContext(state: BoardState, glyphs: Glyphs, now: number): DrawContext {
  return { glyphs, now, report: describeSource({ ...state, now }) };
}
