import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Line } from '../lines/line.ts';
import { StyledLine } from './StyledLine.tsx';

/** Exactly `height` lines of `width` cells: blank ones fill up, what is too much is left out. */
export function Lines(props: { lines: readonly Line[]; width: number; height: number }): ReactNode {
  const { lines, width, height } = props;
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      {Array.from({ length: height }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
        <StyledLine key={index} content={lines[index] ?? []} width={width} />
      ))}
    </Box>
  );
}
