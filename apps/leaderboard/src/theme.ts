import type { TextProps } from 'ink';

/** What a piece of text means. Nothing is said by its tone alone. */
export type Tone =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'positive'
  | 'negative'
  | 'accent'
  | 'good'
  | 'bad'
  | 'chosen';

type Style = Pick<TextProps, 'color' | 'bold' | 'dimColor' | 'inverse'>;

/** Blue and yellow can be told apart by nearly everybody; the 16 ANSI colours follow the user's own theme. */
const coloured: Readonly<Record<Tone, Style>> = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  positive: { color: 'blueBright' },
  negative: { color: 'yellow' },
  accent: { color: 'cyan' },
  good: { color: 'cyan', bold: true },
  bad: { color: 'yellow', bold: true },
  chosen: { bold: true, inverse: true },
};

/** Weight without colour, for NO_COLOR. */
const monochrome: Readonly<Record<Tone, Style>> = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  positive: {},
  negative: {},
  accent: {},
  good: { bold: true },
  bad: { bold: true },
  chosen: { bold: true, inverse: true },
};

/** How a tone looks. */
export function styleOf(tone: Tone, color: boolean): Style {
  return (color ? coloured : monochrome)[tone];
}
