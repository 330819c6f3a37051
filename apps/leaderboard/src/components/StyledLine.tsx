import { Text } from 'ink';
import { type ReactNode, useRef } from 'react';
import { fitLine, joinTones, type Line, lineText } from '../lines/line.ts';
import { hasUncertainWidth } from '../text/cell.ts';
import { styleOf } from '../theme.ts';
import { useLook } from './look.ts';

const NO_BREAK_SPACE = '\u00a0';

/** One line of the screen: a single padded Text, so that nothing can wrap or shrink it. */
export function StyledLine({ content, width }: { content: Line; width: number }): ReactNode {
  const { color, glyphs } = useLook();
  const spans = useWholeRedraw(joinTones(fitLine(content, width, glyphs.ellipsis)));
  return (
    <Text wrap="truncate">
      {spans.map((span, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span has no identity but its place
        <Text key={index} {...styleOf(span.tone ?? 'plain', color)}>
          {span.text}
        </Text>
      ))}
    </Text>
  );
}

/**
 * Ink redraws a changed line from the first changed column on, as it counts columns. Where the terminal may count
 * otherwise, that would land beside its place: such a line gets another kind of blank in front with every change,
 * and so is drawn whole.
 */
function useWholeRedraw(content: Line): Line {
  const text = lineText(content);
  const last = useRef({ text, isOdd: false });
  if (last.current.text !== text) last.current = { text, isOdd: !last.current.isOdd };
  if (!last.current.isOdd || !hasUncertainWidth(text)) return content;
  const at = content.findIndex((span) => span.text.includes(' '));
  return content.map((span, index) =>
    index === at ? { ...span, text: span.text.replace(' ', NO_BREAK_SPACE) } : span,
  );
}
