import type { Glyphs } from './text/glyphs.ts';

/** What a key can ask for. */
export type Command =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'open'
  | 'back'
  | 'filter'
  | 'sort'
  | 'reverse'
  | 'window-up'
  | 'window-down'
  | 'reposts'
  | 'pause'
  | 'follow'
  | 'copy'
  | 'label-positive'
  | 'label-neutral'
  | 'label-negative'
  | 'help'
  | 'repaint'
  | 'quit';

export type Screen = 'board' | 'tag';

export interface KeyEntry {
  readonly group: 'MOVE' | 'LOOK' | 'FIND' | 'DO';
  /** As the help writes the keys. `⏎` and arrows are replaced where the terminal has none. */
  readonly shown: string;
  readonly does: string;
  readonly keys: Readonly<Record<string, Command>>;
  /** Where it works; left out: everywhere. */
  readonly on?: Screen;
}

/** Every key of the board. The help is made from this table. Names of keys: see read-keys.ts. */
export const keyTable: readonly KeyEntry[] = [
  {
    group: 'MOVE',
    shown: '↑↓ j k',
    does: 'one row, one post',
    keys: { up: 'up', k: 'up', down: 'down', j: 'down' },
  },
  {
    group: 'MOVE',
    shown: 'PgUp PgDn',
    does: 'one page',
    keys: { pageup: 'page-up', 'ctrl-u': 'page-up', pagedown: 'page-down', 'ctrl-d': 'page-down' },
  },
  {
    group: 'MOVE',
    shown: 'g G',
    does: 'first, last',
    keys: { g: 'first', home: 'first', G: 'last', end: 'last' },
  },
  {
    group: 'MOVE',
    shown: '⏎ esc',
    does: 'open a tag, back',
    keys: {
      enter: 'open',
      right: 'open',
      l: 'open',
      escape: 'back',
      left: 'back',
      h: 'back',
      backspace: 'back',
    },
  },
  { group: 'FIND', shown: '/', does: 'filter as you type', keys: { '/': 'filter' }, on: 'board' },
  {
    group: 'LOOK',
    shown: 's S',
    does: 'next sort column, reverse',
    keys: { s: 'sort', S: 'reverse' },
    on: 'board',
  },
  { group: 'LOOK', shown: 'w W', does: 'longer, shorter window', keys: { w: 'window-up', W: 'window-down' } },
  { group: 'LOOK', shown: 'r', does: 'retweets in, out, only', keys: { r: 'reposts' }, on: 'board' },
  { group: 'DO', shown: 'p space', does: 'pause the view, not the data', keys: { p: 'pause', ' ': 'pause' } },
  { group: 'DO', shown: 't', does: 'follow: its row stays put', keys: { t: 'follow' } },
  { group: 'DO', shown: 'y', does: 'copy the tag, the post', keys: { y: 'copy' } },
  {
    group: 'DO',
    shown: '+ = -',
    does: 'say what a post feels',
    keys: { '+': 'label-positive', '=': 'label-neutral', '-': 'label-negative' },
    on: 'tag',
  },
  { group: 'DO', shown: '?', does: 'this help', keys: { '?': 'help' } },
  { group: 'DO', shown: 'ctrl-l', does: 'draw again', keys: { 'ctrl-l': 'repaint' } },
  { group: 'DO', shown: 'q ctrl-c', does: 'quit', keys: { q: 'quit', 'ctrl-c': 'quit' } },
];

/** What a filter can say; shown in the help. */
export const filterExamples: readonly (readonly [string, string])[] = [
  ['spark', 'tags that contain it'],
  ['!word', 'tags that do not'],
  ['/^a.*s$/', 'regular expression'],
  ['posts>100', 'also < >= <= = !='],
  ['net<0 vel>3', 'blank is and'],
  ['lang=ja or rt>50', 'also share, brackets'],
];

/** The bottom line: `[keys, label]`, the most useful first; the last one is never dropped. */
export const barItems: Readonly<Record<Screen | 'filter' | 'help', readonly (readonly [string, string])[]>> =
  {
    board: [
      ['?', 'help'],
      ['/', 'filter'],
      ['⏎', 'open'],
      ['s', 'sort'],
      ['p', 'pause'],
      ['w', 'window'],
      ['r', 'RTs'],
      ['t', 'follow'],
      ['q', 'quit'],
    ],
    tag: [
      ['esc', 'back'],
      ['↑↓', 'post'],
      ['+ = -', 'relabel'],
      ['y', 'copy'],
      ['w', 'window'],
      ['p', 'pause'],
      ['t', 'follow'],
      ['?', 'help'],
      ['q', 'quit'],
    ],
    filter: [
      ['⏎', 'keep'],
      ['↑↓', 'move'],
      ['esc', 'clear'],
    ],
    help: [
      ['↑↓', 'scroll'],
      ['esc', 'close'],
      ['q', 'quit'],
    ],
  };

const commands = new Map(
  keyTable.flatMap(({ keys, on }) =>
    Object.entries(keys).map(([key, command]) => [key, { command, on }] as const),
  ),
);

/** What `key` asks for on `screen`, if anything. */
export function commandOf(key: string, screen: Screen): Command | undefined {
  const entry = commands.get(key);
  return entry !== undefined && (entry.on === undefined || entry.on === screen) ? entry.command : undefined;
}

/** Key names for a terminal without the glyphs. */
export function shownKeys(shown: string, glyphs: Glyphs): string {
  return shown.replace('⏎', glyphs.enter).replace('↑↓', glyphs.arrows);
}
