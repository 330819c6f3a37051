import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WatchOptions } from '../src/index.ts';
import { drawn, expectOnlyOurControls, expectRestored } from './expect-terminal.ts';
import { FakeFeed } from './fake-feed.ts';
import { evening, frame, post, row, tagMessage } from './frames.ts';
import { hostile } from './hostile.ts';
import { type TerminalOptions, TestTerminal } from './terminal.ts';

const CTRL_C = '\u0003';
const ESCAPE = '\u001b';
let feed: FakeFeed;
let terminals: TestTerminal[] = [];

// The board on a terminal is the built one: what is tested must be what was written.
beforeAll(() => {
  const tsc = createRequire(import.meta.url)
    .resolve('typescript/package.json')
    .replace('package.json', 'bin/tsc');
  const cwd = new URL('..', import.meta.url).pathname;
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd, stdio: 'inherit' });
}, 120_000);

beforeEach(async () => {
  feed = await FakeFeed.listen();
  feed.publish(frame(evening));
});

afterEach(async () => {
  for (const terminal of terminals) await terminal.close();
  terminals = [];
  await feed.close();
});

function start(options: TerminalOptions = {}, watchOptions: Partial<WatchOptions> = {}): TestTerminal {
  const terminal = new TestTerminal({ url: feed.url, ...watchOptions }, options);
  terminals.push(terminal);
  return terminal;
}

describe('the board on a terminal', () => {
  test.each([
    [80, 24, 5],
    [120, 40, 5],
    [40, 12, 2],
  ])('draws at %i×%i, on the alternate screen', async (columns, rows, firstRow) => {
    const terminal = start({ columns, rows });
    await terminal.waitFor('#Spark');
    await drawn(terminal);
    expect(terminal.buffer).toBe('alternate');
    expect(terminal.lines[0]).toMatch(/^ hashtide ● LIVE x: 3 rules/u);
    expect(terminal.lines[firstRow]).toMatch(/^> {2}1 · +#Spark +en +1,204/u);
    expect(terminal.lines[firstRow + 2]).toMatch(/^ {3}3 · +#日本 +ja +902/u);
    expect(terminal.lines[rows - 1]).toMatch(/^ \? help .*q quit$/u);
  });

  test('is there again, whole, after five changes of size', async () => {
    const terminal = start();
    await terminal.waitFor('#Spark');
    for (const [columns, rows] of [
      [120, 40],
      [40, 12],
      [100, 30],
      [30, 8],
      [80, 24],
    ] as const) {
      terminal.resize(columns, rows);
      const last = columns < 40 ? '#' : 'q quit';
      await terminal.waitUntil(
        ({ lines }) => lines.some((line) => line.includes('#Spark')) && lines.join().includes(last),
      );
      if (columns >= 40)
        await terminal.waitUntil(({ lines }) => lines[rows - 1]?.endsWith('q quit') === true);
    }
    const fresh = start();
    await drawn(fresh);
    await terminal.waitUntil(({ lines }) => lines.slice(1).join() === fresh.lines.slice(1).join());
  });

  test('filters as one types, and shows all again on esc', async () => {
    const terminal = start();
    await terminal.waitFor('#Spark');
    terminal.type('/net<0 !aws');
    await terminal.waitFor('1 of 20');
    expect(terminal.lines[5]).toContain('#layoffs');
    expect(terminal.text).not.toContain('#Spark');
    terminal.type(ESCAPE);
    await terminal.waitFor('#Spark');
  });

  test('opens a tag with its posts, and goes back', async () => {
    const aws = evening[3] ?? row('', 0);
    feed.tags.set('aws_outage', tagMessage(aws, [post('17', 'us-east-1 is down AGAIN')], { rank: 4 }));
    const terminal = start();
    await terminal.waitFor('#Spark');
    terminal.type('jjj\r');
    await terminal.waitFor('us-east-1 is down AGAIN');
    expect(terminal.text).toContain('https://x.com/jane/status/17');
    expect(terminal.text).toContain('Why (words)   down -2 ×21');
    terminal.type('y');
    await terminal.waitFor('Copied https://x.com/jane/status/17');
    expect(terminal.raw).toContain(`\u001b]52;c;${btoa('https://x.com/jane/status/17')}\u0007`);
    terminal.type(ESCAPE);
    await terminal.waitFor('#Spark');
    expect(terminal.lines[8]).toMatch(/^> {2}4/u);
  });

  test('keeps what the viewer says of a post, and marks it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hashtide-board-'));
    const file = join(folder, 'corrections');
    feed.tags.set('spark', tagMessage(row('spark', 1204), [post('17', 'sick show'), post('18', 'so bad')]));
    const terminal = start({ env: { CORRECTIONS_FILE: file } });
    await terminal.waitFor('#Spark');
    terminal.type('\r');
    await terminal.waitFor('sick show');
    expect(terminal.lines.at(-1)).toContain('+ = - relabel');
    terminal.type('+');
    await terminal.waitFor('Kept as positive in the test’s file');
    expect(terminal.text).toMatch(/> {3}\+ you @jane/u);
    terminal.type('j=');
    await terminal.waitFor('Kept as neutral');
    terminal.type('=');
    await terminal.waitFor('It is neutral already');
    const kept = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(kept).toEqual([
      { id: '17', text: 'sick show', label: 'positive', said: 'negative' },
      { id: '18', text: 'so bad', label: 'neutral', said: 'negative' },
    ]);
    rmSync(folder, { recursive: true });
  });

  test('says why what the viewer says cannot be kept', async () => {
    feed.tags.set('spark', tagMessage(row('spark', 1204), [post('17', 'sick show')]));
    const terminal = start({ env: { CORRECTIONS_FILE: '/nowhere/corrections' } });
    await terminal.waitFor('#Spark');
    terminal.type('\r');
    await terminal.waitFor('sick show');
    terminal.type('+');
    await terminal.waitFor('Not kept: ENOENT');
    expect(terminal.text).not.toContain('+ you');
  });

  test('follows the batches, and asks the engine for another window', async () => {
    const terminal = start();
    await terminal.waitFor('#Spark');
    feed.publish(
      frame(
        [...evening].reverse().map((each, i) => ({ ...each, posts: 2000 - i })),
        2,
      ),
    );
    await terminal.waitFor('12:04:20Z');
    await terminal.waitFor('▲19');
    terminal.type('w');
    await terminal.waitFor('window 15m/10s');
    expect(feed.received.at(-1)).toMatchObject({ watch: { window_s: 900 } });
  });

  test.each([
    [80, 24],
    [120, 40],
  ])('rows of letters that Ink counts otherwise stay whole at %i×%i', async (columns, rows) => {
    const tags = ['น้ำทำคำ', 'กำลังทำ', 'Spark'];
    const terminal = start({ columns, rows });
    await drawn(terminal);
    for (let number = 2; number < 6; number++) {
      const changed = tags.map((tag, i) => row(tag, 900 - i * 10 + number, { velocity: number }));
      feed.publish(frame(changed, number));
      await terminal.waitFor(`batch #${411 + number} `);
    }
    const fresh = start({ columns, rows });
    await drawn(fresh);
    const withoutChanges = (lines: string[]): string[] =>
      lines.slice(5, rows - 3).map((line) => line.replace(/[=·]/u, ' '));
    expect(withoutChanges(terminal.lines)).toEqual(withoutChanges(fresh.lines));
    expect(terminal.lines[6]).toMatch(/ en +895 .* {2}×5\.0 {2}\+40 \+{5}={4}-(?:│|$)/u);
  });

  test('says when the engine is lost, and comes back by itself', async () => {
    const terminal = start();
    await terminal.waitFor('#Spark');
    feed.drop();
    await terminal.waitFor('RECONNECTING');
    feed.publish(frame(evening, 5));
    await terminal.waitFor('12:04:50Z');
    await terminal.waitFor('● LIVE');
  });

  test('ctrl-l draws again what something else has written over', async () => {
    const terminal = start();
    await drawn(terminal);
    const before = terminal.raw.length;
    terminal.type('\u000c');
    await terminal.waitUntil(({ raw }) => raw.slice(before).includes('#Spark'));
    await drawn(terminal);
  });
});

describe('leaves the terminal as it was', () => {
  test.each([
    ['q', 0],
    [CTRL_C, 0],
    ['?q', 0],
  ])('on %j', async (keys, exitCode) => {
    const terminal = start({}, { onQuit: 'The engine still runs: hashtide watch' });
    await drawn(terminal);
    terminal.type(keys);
    expect(await terminal.exited).toBe(exitCode);
    expectRestored(terminal);
    expect(terminal.text).toContain('The engine still runs: hashtide watch');
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('on %s', async (signal, exitCode) => {
    const terminal = start();
    await drawn(terminal);
    process.kill(terminal.pid, signal);
    expect(await terminal.exited).toBe(exitCode);
    expectRestored(terminal);
  });

  test('when something throws', async () => {
    const terminal = start();
    await drawn(terminal);
    process.kill(terminal.pid, 'SIGUSR2');
    expect(await terminal.exited).not.toBe(0);
    expectRestored(terminal);
    expect(terminal.text).toContain('thrown by the test');
  });
});

describe('colour', () => {
  const COLOUR = /\u001b\[[\d;]*(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|[34]8;)[\d;]*m/u;

  test('is used by default, only the 16 of the terminal', async () => {
    const terminal = start();
    await drawn(terminal);
    expect(terminal.raw).toMatch(COLOUR);
    expect(terminal.raw).not.toMatch(/[34]8;[25];/u);
  });

  test.each<[string, TerminalOptions['env'], Partial<WatchOptions>]>([
    ['NO_COLOR', { NO_COLOR: '1' }, {}],
    ['--color never', {}, { color: 'never' }],
  ])('is not used with %s', async (_name, env, options) => {
    const terminal = start({ env: env ?? {} }, options);
    await drawn(terminal);
    terminal.type('j/spark');
    await terminal.waitFor('/spark');
    expect(terminal.raw).not.toMatch(COLOUR);
  });
});

test('a locale without UTF-8 gets ASCII', async () => {
  const terminal = start({ env: { LANG: 'C' } });
  await drawn(terminal);
  expect(terminal.lines[0]).toContain('hashtide * LIVE');
  expect(terminal.text).not.toMatch(/[▁-█▲▼●·×─│…⏎↓]/u);
});

describe('hostile text', () => {
  test('in a tag moves nothing, and sends no control character', async () => {
    const terminal = start();
    await drawn(terminal);
    feed.publish(frame(evening, 2));
    await terminal.waitFor('12:04:20Z');
    const clean = terminal.lines;
    for (const [index, [name, text]] of hostile.entries()) {
      const evil = evening.map((each, i) => (i === 3 ? { ...each, tag: text, spelling: text } : each));
      feed.publish(frame(evil, index + 3));
      await terminal.waitFor(`batch #${index + 414} `);
      const moved = terminal.lines.flatMap((line, y) => (line === clean[y] ? [] : [y]));
      expect(
        moved.filter((y) => y !== 0 && y !== 8),
        name,
      ).toEqual([]);
      expect(terminal.lines[8], name).toMatch(/^ {3}4 (?:new|=) /u);
      expect(terminal.lines[8], name).toMatch(/en +871 /u);
    }
    expectOnlyOurControls(terminal.raw);
  });

  test('in a post, a name, a link or a word moves nothing, and sends no control character', async () => {
    const terminal = start();
    await drawn(terminal);
    terminal.type('\r');
    await terminal.waitFor('Asking the engine');
    for (const [index, [name, text]] of hostile.entries()) {
      const evil = post('1', text, {
        name: text,
        username: text,
        url: text,
        words: [{ word: text, weight: -1 }],
      });
      const seen_with = [{ tag: text, spelling: text, posts: 7 }];
      const words = [{ word: `mark${index}`, weight: 2, posts: 1 }];
      feed.send(tagMessage(row('spark', 1204), [evil], { words, seen_with }));
      await terminal.waitFor(`mark${index} `);
      expect(terminal.lines[4], name).toMatch(/^ velocity ×1.2/u);
      expect(terminal.lines[10], name).toMatch(/^─ POSTS from X, newest first ─+ 1 of 1 ─$/u);
      expect(terminal.lines[23], name).toMatch(/^ esc back .* q quit$/u);
    }
    expectOnlyOurControls(terminal.raw);
  });
});
