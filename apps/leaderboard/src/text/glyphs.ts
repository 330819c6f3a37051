/** The drawing characters. All the Unicode ones are one cell wide outside East Asian "ambiguous is wide" set-ups. */
export interface Glyphs {
  readonly up: string;
  readonly down: string;
  readonly live: string;
  readonly times: string;
  readonly dot: string;
  readonly rule: string;
  readonly bar: string;
  readonly ellipsis: string;
  readonly back: string;
  readonly enter: string;
  readonly arrows: string;
  readonly descending: string;
  readonly ascending: string;
  readonly cursor: string;
  readonly plusMinus: string;
  /** Lowest first. */
  readonly levels: readonly string[];
}

export const unicodeGlyphs: Glyphs = {
  up: '▲',
  down: '▼',
  live: '●',
  times: '×',
  dot: '·',
  rule: '─',
  bar: '│',
  ellipsis: '…',
  back: '‹',
  enter: '⏎',
  arrows: '↑↓',
  descending: '↓',
  ascending: '↑',
  cursor: '▏',
  plusMinus: '±',
  levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

export const asciiGlyphs: Glyphs = {
  up: '^',
  down: 'v',
  live: '*',
  times: 'x',
  dot: '.',
  rule: '-',
  bar: '|',
  ellipsis: '~',
  back: '<',
  enter: 'enter',
  arrows: 'up/down',
  descending: 'v',
  ascending: '^',
  cursor: '_',
  plusMinus: '+/-',
  levels: ['.', '_', '-', '=', '#'],
};
