import { Text } from 'ink';
import type { ReactNode } from 'react';
import { fitLine, type Line } from '../lines/line.ts';
import { styleOf } from '../theme.ts';
import { useLook } from './look.ts';

/** One line of the screen: a single padded Text, so that nothing can wrap or shrink it. */
export function StyledLine({ content, width }: { content: Line; width: number }): ReactNode {
  const { color, glyphs } = useLook();
  return (
    <Text wrap="truncate">
      {fitLine(content, width, glyphs.ellipsis).map((span, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span has no identity but its place
        <Text key={index} {...styleOf(span.tone ?? 'plain', color)}>
          {span.text}
        </Text>
      ))}
    </Text>
  );
}
