import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SystemClock } from '@hashtide/engine/feed';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WatchOptions } from '../src/index.ts';
import { FakeFeed } from './fake-feed.ts';
import { evening, frame, hello, post, replay, row, tagMessage } from './frames.ts';
import { childEnv, TestTerminal, watchCommand } from './terminal.ts';

let feed: FakeFeed;
const clock = new SystemClock();
const open: { close(): unknown }[] = [];

beforeEach(async () => {
  feed = await FakeFeed.listen();
  feed.publish(frame(evening, 1, { source: replay }));
});

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  await feed.close();
});

/** Runs `watch` with its output in a pipe; `shell` puts more of a pipeline behind it. */
function run(options: Partial<WatchOptions>, shell = '', env: Record<string, string> = {}) {
  const command = `set -o pipefail; ${watchCommand.map((part) => `'${part}'`).join(' ')} ${shell}`;
  const child = spawn('bash', ['-c', command], {
    env: childEnv({ url: options.url ?? feed.url, ...options }, env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  open.push({ close: () => endGroup(child.pid) });
  const exitCode = once(child, 'close').then(([code]) => code as number);
  return { child, out: text(child.stdout), err: text(child.stderr), exitCode };
}

/** Ends the shell and what it started. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All are gone already.
  }
}

/** Tells every client that the recording is over. */
function ended(): void {
  feed.send({ v: 1, type: 'status', source: { ...replay, state: 'ended' } });
}

describe('in a pipe', () => {
  test('are plain lines, the titles on stderr; they end with the recording', async () => {
    const { child, out, err, exitCode } = run({ endWithRecording: true, top: 3 });
    await once(child.stdout, 'data');
    feed.publish(frame([row('new', 5)], 2, { source: { ...replay, state: 'ended' } }));
    ended();
    expect(await exitCode).toBe(0);
    expect((await out).trimEnd().split('\n')).toEqual([
      '2026-11-22T12:04:10Z\t1\tSpark\ten\t1204\t11.8\t3.2\t40',
      '2026-11-22T12:04:10Z\t2\tAI\ten\t1190\t11.6\t1.0\t40',
      '2026-11-22T12:04:10Z\t3\t日本\tja\t902\t8.8\t1.2\t40',
      '2026-11-22T12:04:20Z\t1\tnew\ten\t5\t100.0\t1.2\t40',
    ]);
    expect(await err).toBe('end\trank\ttag\tlang\tposts\tshare\tvelocity\tnet\n');
  });

  test('JSON lines, one a batch', async () => {
    const { child, out, exitCode } = run({ mode: 'json', endWithRecording: true, top: 1 });
    await once(child.stdout, 'data');
    ended();
    expect(await exitCode).toBe(0);
    expect(JSON.parse(await out)).toMatchObject({
      v: 1,
      type: 'window',
      batch: 412,
      tags: [{ tag: 'Spark', rank: 1 }],
    });
  });

  test('tell on stderr what troubles the source, and that it is over', async () => {
    feed.greeting = hello({ ...replay, detail: 'no way to api.x.com: is the network up?' });
    const { child, out, err, exitCode } = run({ mode: 'json', endWithRecording: true });
    await once(child.stdout, 'data');
    feed.publish(frame([row('new', 5)], 2, { source: replay }));
    await once(child.stdout, 'data');
    ended();
    expect(await exitCode).toBe(0);
    expect((await err).trimEnd().split('\n')).toEqual([
      'The reader is connected: no way to api.x.com: is the network up?',
      'The reader is connected.',
    ]);
    for (const line of (await out).trimEnd().split('\n')) expect(JSON.parse(line)).toMatchObject({ v: 1 });
  });

  test('end quietly with 0 when nobody reads any more', async () => {
    const { child, out, err, exitCode } = run({}, '| head -3');
    await once(child.stdout, 'data');
    // head is gone at some moment after its third line: the next line finds that out.
    for (let number = 2; child.exitCode === null; number++) {
      feed.publish(frame(evening, number));
      await new Promise<void>((resolve) => clock.at(clock.now() + 50, resolve));
    }
    expect(await exitCode).toBe(0);
    expect((await out).trimEnd().split('\n')).toHaveLength(3);
    expect(await err).not.toContain('EPIPE');
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('%s ends them', async (signal, code) => {
    const [file, ...args] = watchCommand;
    const child = spawn(file, args, {
      env: childEnv({ url: feed.url }),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    open.push({ close: () => child.kill('SIGKILL') });
    await once(child.stdout, 'data');
    child.kill(signal);
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(code);
  });
});

test('no engine: one clear message and exit 3', async () => {
  const { url } = feed;
  await feed.close();
  const { err, out, exitCode } = run({ url, connectTimeoutMs: 0 });
  expect(await exitCode).toBe(3);
  expect(await err).toContain(`No engine answers at ${url}/: `);
  expect(await err).toContain('hashtide run');
  expect(await out).toBe('');
  feed = await FakeFeed.listen();
});

test('the board without a terminal: exit 2', async () => {
  const { err, exitCode } = run({ mode: 'board' });
  expect(await exitCode).toBe(2);
  expect(await err).toContain('The board needs a terminal');
});

describe('on a terminal', () => {
  const start = (options: Partial<WatchOptions>, env: Record<string, string>): TestTerminal => {
    const terminal = new TestTerminal({ url: feed.url, ...options }, { columns: 100, env });
    open.push(terminal);
    return terminal;
  };

  test.each([
    ['TERM=dumb', { TERM: 'dumb' }],
    ['CI, set but empty', { CI: '' }],
  ])('%s gives plain lines', async (_name, env) => {
    const terminal = start({ top: 2 }, env);
    await terminal.waitFor('Spark');
    expect(terminal.buffer).toBe('normal');
    expect(terminal.raw).not.toContain('\u001b');
    terminal.type('\u0003');
    expect(await terminal.exited).toBe(130);
  });

  test('ACCESSIBLE=1 gives sentences, and answers a rank with posts', async () => {
    feed.tags.set('spark', tagMessage(row('spark', 1204), [post('1', 'so slow')]));
    const terminal = start({ top: 2 }, { ACCESSIBLE: '1' });
    await terminal.waitFor('Rank 1, hashtag Spark, 1204 posts, net plus 40.');
    expect(terminal.lines[1]).toContain('[accessible mode: on via ACCESSIBLE]');
    terminal.type('1\r');
    await terminal.waitFor('Jane Doe, at jane, 12:03:41, negative: so slow');
    expect(terminal.raw).not.toMatch(/\u001b\[\?1049h|[▁-█]/u);
    terminal.type('q\r');
    expect(await terminal.exited).toBe(0);
  });
});
