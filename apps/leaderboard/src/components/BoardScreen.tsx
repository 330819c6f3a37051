import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { DrawContext } from '../lines/draw-context.ts';
import { chosenLine, keyBarLine, noticeLine, ruleLine } from '../lines/footer-lines.ts';
import { columnsFor, titlesLine } from '../lines/hashtag-line.ts';
import { engineLine, titleLine, totalsLine, viewLine } from '../lines/header-lines.ts';
import type { BoardState } from '../state/board-state.ts';
import { HashtagList } from './HashtagList.tsx';
import { Lines } from './Lines.tsx';
import { TagPane } from './TagPane.tsx';

/** The board with all its columns, from 80×20 on; from 116 columns on with the chosen tag beside it. */
export function BoardScreen({ state, context }: { state: BoardState; context: DrawContext }): ReactNode {
  const { columns: width, listColumns, paneColumns, listRows } = state.layout;
  const trendS = Math.round(((state.hello?.batch_duration_ms ?? 10_000) / 1000) * 8);
  const header = [
    titleLine(state, context, width),
    engineLine(state, width),
    totalsLine(state, context, width),
    viewLine(state, context, width),
  ];
  const footer = [
    ruleLine(width, context),
    ...(paneColumns > 0 ? [] : [chosenLine(state, context, width)]),
    noticeLine(state, context),
    keyBarLine(state, context, width),
  ];
  const titles = titlesLine(columnsFor(listColumns), state.sort, trendS, context.glyphs);
  return (
    <Box flexDirection="column">
      <Lines lines={header} width={width} height={4} />
      <Box height={listRows + 1} flexShrink={0}>
        <Box flexDirection="column" width={listColumns} flexShrink={0}>
          <Lines lines={[titles]} width={listColumns} height={1} />
          <HashtagList state={state} context={context} />
        </Box>
        {paneColumns > 0 && (
          <TagPane state={state} context={context} width={paneColumns} height={listRows + 1} />
        )}
      </Box>
      <Lines lines={footer} width={width} height={footer.length} />
    </Box>
  );
}
