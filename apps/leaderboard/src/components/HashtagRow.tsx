import type { ReactNode } from 'react';
import { hashtagLine, type RowColumns } from '../lines/hashtag-line.ts';
import type { BoardRow } from '../view/view-model.ts';
import { useLook } from './look.ts';
import { StyledLine } from './StyledLine.tsx';

export interface HashtagRowProps {
  readonly row: BoardRow;
  readonly columns: RowColumns;
  readonly isChosen: boolean;
  readonly isFollowed: boolean;
}

/** One hashtag of the board. */
export function HashtagRow({ row, columns, isChosen, isFollowed }: HashtagRowProps): ReactNode {
  const { glyphs } = useLook();
  return (
    <StyledLine content={hashtagLine(row, columns, { isChosen, isFollowed }, glyphs)} width={columns.width} />
  );
}
