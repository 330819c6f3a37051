import type { ReactNode } from 'react';
import { drawContext } from '../lines/draw-context.ts';
import type { BoardState } from '../state/board-state.ts';
import { BoardScreen } from './BoardScreen.tsx';
import { HelpScreen } from './HelpScreen.tsx';
import { type Look, LookContext } from './look.ts';
import { SmallBoardScreen } from './SmallBoardScreen.tsx';
import { TagScreen } from './TagScreen.tsx';
import { TooSmallScreen } from './TooSmallScreen.tsx';

/** The whole screen as `state` has it at `now` (epoch ms). */
export function App({ state, now, look }: { state: BoardState; now: number; look: Look }): ReactNode {
  return (
    <LookContext value={look}>
      <CurrentScreen state={state} now={now} look={look} />
    </LookContext>
  );
}

function CurrentScreen({ state, now, look }: { state: BoardState; now: number; look: Look }): ReactNode {
  const context = drawContext(state, look.glyphs, now);
  if (state.layout.kind === 'tiny') return <TooSmallScreen state={state} />;
  if (state.helpTop !== null) return <HelpScreen state={state} context={context} />;
  if (state.screen === 'tag') return <TagScreen state={state} context={context} />;
  if (state.layout.kind === 'small') return <SmallBoardScreen state={state} context={context} />;
  return <BoardScreen state={state} context={context} />;
}
