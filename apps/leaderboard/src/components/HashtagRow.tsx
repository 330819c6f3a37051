import type { ReactNode } from 'react';
import { hashtagLine, type RowColumns } from '../lines/hashtag-line.ts';
import { type Line, lineWidth } from '../lines/line.ts';
import type { BoardRow } from '../view/view-model.ts';
import { useLook } from './look.ts';
import { StyledLine } from './StyledLine.tsx';

export interface HashtagRowProps {
  readonly row: BoardRow;
  readonly columns: RowColumns;
  readonly isChosen: boolean;
  readonly isFollowed: boolean;
  /** What stands on the same line, right of the row; in one Text with it, so that both move together. */
  readonly beside?: Line;
}

/** One hashtag of the board. */
export function HashtagRow({ row, columns, isChosen, isFollowed, beside = [] }: HashtagRowProps): ReactNode {
  const { glyphs } = useLook();
  const content = [...hashtagLine(row, columns, { isChosen, isFollowed }, glyphs), ...beside];
  return <StyledLine content={content} width={columns.width + lineWidth(beside)} />;
}
