import type { FeedMessage } from '@hashtide/engine/feed';
import { renderToString } from 'ink';
import { describe, expect, test } from 'vitest';
import { evening, frame, hello, post, row, T0, tagMessage } from '../../test/frames.ts';
import { hostile } from '../../test/hostile.ts';
import { type BoardState, initialState } from '../state/board-state.ts';
import { press } from '../state/press.ts';
import { takeConnection, takeMessage } from '../state/take-message.ts';
import { widthOf } from '../text/cell.ts';
import { asciiGlyphs, type Glyphs, unicodeGlyphs } from '../text/glyphs.ts';
import { App } from './App.tsx';

const SIZES = [
  [80, 24],
  [120, 40],
  [200, 50],
  [100, 30],
  [40, 12],
  [60, 16],
  [30, 8],
] as const;

function board(columns: number, rows: number, ...messages: FeedMessage[]): BoardState {
  let state = initialState({ url: 'ws://127.0.0.1:8888', now: T0, columns, rows });
  if (messages.length > 0) state = takeConnection(state, { state: 'open' }, T0).state;
  for (const message of messages) state = takeMessage(state, message, T0).state;
  return state;
}

function keys(state: BoardState, ...names: string[]): BoardState {
  return names.reduce((current, name) => press(current, name, T0).state, state);
}

function draw(state: BoardState, glyphs: Glyphs = unicodeGlyphs): string[] {
  const { columns } = state.layout;
  const screen = <App state={state} now={T0 + 3000} look={{ color: false, glyphs }} />;
  return renderToString(screen, { columns })
    .replace(/\u001b\[\d*m/gu, '')
    .split('\n');
}

const full = (columns: number, rows: number): BoardState => board(columns, rows, hello(), frame(evening));

describe('the board', () => {
  test('at 80×24', () => {
    const lines = draw(keys(full(80, 24), 'j', 'j', 'j'));
    expect(lines[0]).toBe(' hashtide ● LIVE x: 3 rules   window 5m/10s   batch #412   next 8s    12:04:10Z');
    expect(lines[4]).toBe('   # Δ    TAG                 LANG POSTS↓  SHARE TREND80s    VEL  NET + pos/neg');
    expect(lines[5]).toBe('   1 ·    #Spark              en    1,204  11.8% ▂▃▄▅▆▇█▇   ×3.2  +40 +++++====-');
    expect(lines[8]).toBe('>  4 ·    #aws_outage         en      871   8.5% ▂▂▂▂▃▅██   ×9.8  -58 +==-------');
    expect(lines[23]).toContain('? help  / filter  ⏎ open');
    expect(lines[23]).toContain('q quit');
    expect(lines).toHaveLength(24);
  });

  test('at 40×12', () => {
    const lines = draw(full(40, 12));
    expect(lines[2]).toBe('>  1 ·    #Spark        en    1,204  +40');
    expect(lines[4]).toBe('   3 ·    #日本         ja      902  +40');
    expect(lines[11]).toBe(' ? help  / filter  ⏎ open  q quit');
    expect(lines).toHaveLength(12);
  });

  test('at 120×40 has the chosen tag beside it', () => {
    const state = takeMessage(
      full(120, 40),
      tagMessage(row('spark', 1204), [post('1', 'love spark')]),
      T0,
    ).state;
    const text = draw(state).join('\n');
    expect(text).toContain('│ 1,204 posts');
    expect(text).toContain('love spark');
  });

  test.each([
    ['connecting', board(80, 24), 'Connecting to ws://127.0.0.1:8888 for 3 s'],
    [
      'waiting',
      board(80, 24, hello(), frame([], 1, { batch: null })),
      'Connected. First batch closes in 7 s.',
    ],
    [
      'empty filter',
      keys(full(80, 24), '/', ...'net<-80'),
      'No tag matches  net<-80  (20 hidden). esc clears',
    ],
    ['paused', keys(full(80, 24), 'p'), 'PAUSED 00:03, 0 batches behind.'],
    ['a wrong field', keys(full(80, 24), '/', ...'vlc>1'), 'No field "vlc".'],
    ['too small', full(38, 9), 'Terminal 38x9 is too small'],
    ['no tags', board(80, 24, hello(), frame([])), 'No hashtag in this window yet.'],
  ])('says when it is %s', (_name, state, sentence) => expect(draw(state).join('\n')).toContain(sentence));

  test('a post that nothing scored has no sign of an opinion', () => {
    const posts = [post('17', 'ありがとう', { label: 'neutral', score: 0, words: [], unscored: true })];
    const state = keys(
      board(80, 24, hello(), frame(evening), tagMessage(row('spark', 1204), posts)),
      'enter',
    );
    const lines = draw(takeMessage(state, tagMessage(row('spark', 1204), posts), T0).state);
    expect(lines.find((line) => line.includes('@jane'))).toMatch(/^> {3}\? {5}@jane/u);
  });

  test('in ASCII has no other drawing character', () => {
    const rows = [row('spark', 100), row('ai', 50)];
    let state = board(
      80,
      24,
      hello(),
      frame(rows, 1),
      frame(
        rows.toReversed().map((each) => each),
        2,
      ),
    );
    state = keys(state, 'p');
    for (const screen of [state, keys(state, '?'), keys(state, '/', 'a'), keys(state, 'enter')]) {
      expect(draw(screen, asciiGlyphs).join('\n')).toMatch(/^[\x20-\x7e\n]*$/u);
    }
  });
});

test('one tag shows its numbers, its words and its posts whole', () => {
  const long =
    'us-east-1 is down AGAIN, for the second time this month, and the status page knows nothing of it #aws';
  const state = takeMessage(
    keys(full(80, 24), 'j', 'j', 'j', 'enter'),
    tagMessage(
      evening[3] ?? row('', 0),
      [post('17', long), post('16', 'love it', { label: 'positive', score: 3 })],
      {
        rank: 4,
      },
    ),
    T0,
  ).state;
  const text = draw(state).join('\n');
  for (const part of [
    '#aws_outage   rank 4 ·',
    '871 posts   436 orig · 435 RT (50%)',
    'velocity ×9.8 of its 30 min mean   peak 40/10s at 12:04:10Z',
    '+ 8%±2 +   = 26%±3 ===   - 66%±3 -------   n=871',
    'Why (words)   down -2 ×21   love +3 ×2',
    'Seen with     #DevOps 14',
    'POSTS from X, newest first',
    '>   - -3  @jane · Jane Doe · 12:03:41',
    'why: down -2',
    'https://x.com/jane/status/17',
  ]) {
    expect(text).toContain(part);
  }
  expect(text.replace(/\s+/gu, ' ')).toContain(long);
});

test('the help names every key and fits 80×24', () => {
  const lines = draw(keys(full(80, 24), '?'));
  expect(lines.join('\n')).toContain('pause the view, not the data');
  expect(lines.join('\n')).toContain('++++=====-');
  expect(lines.join('\n')).not.toContain('…');
  const small = keys(full(40, 12), '?', ...Array<string>(40).fill('j'));
  expect(draw(small).join('\n')).toContain('++++=====-');
});

describe.each(SIZES)('at %i×%i', (columns, rows) => {
  const clean = draw(full(columns, rows));

  test('no line is too wide and no line is missing', () => {
    for (const keysBefore of [[], ['?'], ['enter'], ['/', 'a'], ['r'], ['s', 's', 'S']]) {
      const lines = draw(keys(full(columns, rows), ...keysBefore));
      expect(lines).toHaveLength(rows);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
  });

  test.each(hostile)('a hostile tag moves nothing: %s', (_name, text) => {
    const evil = evening.map((each, index) => (index === 1 ? { ...each, tag: text, spelling: text } : each));
    const state = board(columns, rows, hello(), frame(evil));
    const lines = draw(state);
    expect(lines).toHaveLength(clean.length);
    const differing = lines.filter((line, index) => line !== clean[index]);
    expect(differing.length).toBeLessThanOrEqual(1);
    for (const line of lines) {
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
      expect(line).not.toMatch(/[\p{Control}\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u);
    }
  });

  test.each(hostile)('a hostile post moves nothing: %s', (_name, text) => {
    const evil = post('1', text, {
      name: text,
      username: text,
      url: text,
      words: [{ word: text, weight: -1 }],
    });
    const opened = keys(full(columns, rows), 'enter');
    const message = tagMessage(row('spark', 1204), [evil], {
      words: [{ word: text, weight: 1, posts: 1 }],
      seen_with: [{ tag: text, spelling: text, posts: 1 }],
    });
    const lines = draw(takeMessage(opened, message, T0).state);
    expect(lines).toHaveLength(rows);
    for (const line of lines) {
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
      expect(line).not.toMatch(/[\p{Control}\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u);
    }
  });
});
