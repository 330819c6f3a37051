import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { DrawContext } from '../lines/draw-context.ts';
import { chosenLine, keyBarLine, noticeLine, ruleLine } from '../lines/footer-lines.ts';
import { columnsFor, titlesLine } from '../lines/hashtag-line.ts';
import { engineLine, titleLine, totalsLine, viewLine } from '../lines/header-lines.ts';
import { paneLines } from '../lines/pane-lines.ts';
import type { BoardState } from '../state/board-state.ts';
import { HashtagList } from './HashtagList.tsx';
import { Lines } from './Lines.tsx';

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
  const pane = paneLines(state, context, listRows + 1);
  return (
    <Box flexDirection="column">
      <Lines lines={header} width={width} height={4} />
      <Lines lines={[[...titles, ...(pane[0] ?? [])]]} width={width} height={1} />
      <HashtagList state={state} context={context} beside={pane.slice(1)} />
      <Lines lines={footer} width={width} height={footer.length} />
    </Box>
  );
}
