import { createServer } from 'node:net';
import { StreamingError } from '@hashtide/engine';
import { ManualClock, until } from '@hashtide/engine/testing';
import { afterEach, describe, expect, test } from 'vitest';
import type { TweetSource } from '../tweet-source.ts';
import { type ReaderResult, runReader } from './run-reader.ts';
import type { SpoolOptions } from './spool.ts';
import { engine, handFed, recording, recordsOf, settle } from './test-support.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A reader of `source` on a port of its own. */
async function serve(source: TweetSource, { spool }: { spool?: SpoolOptions } = {}) {
  const clock = new ManualClock(50_000);
  const life = new AbortController();
  const logged: string[] = [];
  const listening = Promise.withResolvers<number>();
  let result: ReaderResult | undefined;
  let failure: unknown;
  const over = runReader({
    source,
    port: 0,
    clock,
    signal: life.signal,
    log: (line) => logged.push(line),
    onListening: listening.resolve,
    ...(spool && { spool }),
  }).then(
    (value) => {
      result = value;
    },
    (error: unknown) => {
      failure = error;
    },
  );
  const port = await listening.promise;
  opened.push(async () => {
    life.abort();
    await until(() => {
      clock.advance(1000);
      return result !== undefined || failure !== undefined;
    });
  });
  const join = async () => {
    const joined = await engine(port);
    opened.push(joined.close);
    return joined;
  };
  return { clock, life, logged, port, over, join, result: () => result, failure: () => failure };
}

const range = (from: number, until: number): number[] =>
  Array.from({ length: until - from }, (_, i) => from + i);

describe('a recording', () => {
  test('begins with the first engine, is sent whole, and is over when it is acked', async () => {
    const { source, starts } = recording(250);
    const { join, result, over } = await serve(source);
    const one = await join();
    expect(await one.greeting()).toEqual({
      v: 1,
      source: 'replay',
      epoch: 'file-1',
      clock: 'recorded',
      first: 1,
      next: 251,
      about: 'max',
    });
    expect(starts).toEqual([]);

    one.resume(1);
    await until(() => one.has('"end"'));
    expect(one.sequences()).toEqual(range(1, 251));
    expect(one.lines().at(-1)).toBe('{"end":{"next":251}}');
    one.ack(249);
    await settle();
    expect(result()).toBeUndefined();
    one.ack(250);
    await over;
    expect(result()).toEqual({ records: 250, acked: 250, dropped: 0, unrecoverable: 0 });
    await until(one.isClosed);
  });

  test.each([
    ['in the middle', 101, [101], range(101, 251)],
    ['at its end', 251, [], []],
  ])('is begun where the engine says: %s', async (_name, next, expectedStarts, expected) => {
    const { source, starts } = recording(250);
    const { join, over, result } = await serve(source);
    const one = await join();
    one.resume(next);
    await until(() => one.has('"end"'));
    expect(starts).toEqual(expectedStarts);
    expect(one.sequences()).toEqual(expected);
    expect(one.lines().at(-1)).toBe('{"end":{"next":251}}');
    if (next <= 250) one.ack(250);
    await over;
    expect(result()).toMatchObject({ records: expected.length, acked: 250 });
  });

  test('without a record is over at once', async () => {
    const { join, over, result } = await serve(recording(0).source);
    const one = await join();
    one.resume(1);
    await over;
    await until(one.isClosed);
    expect(one.lines().at(-1)).toBe('{"end":{"next":1}}');
    expect(result()).toEqual({ records: 0, acked: 0, dropped: 0, unrecoverable: 0 });
  });

  test('is sent to several engines, each from its own position, and waits for all of them', async () => {
    const { join, over, result } = await serve(recording(250).source);
    const [one, two] = [await join(), await join()];
    one.resume(1, 'one');
    two.resume(120, 'two');
    await until(() => one.has('"end"') && two.has('"end"'));
    expect(one.sequences()).toEqual(range(1, 251));
    expect(two.sequences()).toEqual(range(120, 251));
    one.ack(250);
    await settle();
    expect(result()).toBeUndefined();
    two.ack(250);
    await over;
    expect(result()).toMatchObject({ acked: 250 });
  });

  test('is sent on to an engine that comes back', async () => {
    const { join, over } = await serve(recording(250).source);
    const one = await join();
    one.resume(1);
    await until(() => one.has('"end"'));
    one.ack(100);
    await one.close();
    const again = await join();
    expect(await again.greeting()).toMatchObject({ first: 1, next: 251 });
    again.resume(101);
    await until(() => again.has('"end"'));
    expect(again.sequences()).toEqual(range(101, 251));
    again.ack(250);
    await over;
  });

  test('is read again for an engine that wants what has been let go', async () => {
    const { source, starts } = recording(250);
    const { join, over, result } = await serve(source);
    const one = await join();
    one.resume(1);
    await until(() => one.has('"end"'));
    one.ack(240);
    await one.close();
    const other = await join();
    other.resume(1, 'other');
    await until(() => other.has('"end"'));
    expect(other.sequences()).toEqual(range(1, 251));
    expect(starts.length).toBeLessThanOrEqual(2);
    other.ack(250);
    await over;
    expect(result()).toMatchObject({ acked: 250 });
  });

  test('that is larger than the spool is not held up by an engine that acks late', async () => {
    const { source, numGiven } = recording(5000, { perEvent: 50 });
    const { join, over, result } = await serve(source, { spool: { maxRecords: 400 } });
    const one = await join();
    one.resume(1);
    await until(() => one.has('"end"'));
    expect(one.sequences()).toEqual(range(1, 5001));
    expect(numGiven()).toBe(5000);
    one.ack(5000);
    await over;
    expect(result()).toEqual({ records: 5000, acked: 5000, dropped: 0, unrecoverable: 0 });
  });

  test('that is larger than the spool is read again for an engine that was killed', async () => {
    const { source, starts } = recording(5000, { perEvent: 50 });
    const { join, over } = await serve(source, { spool: { maxRecords: 400 } });
    const one = await join();
    one.resume(1);
    await until(() => one.has('"end"'));
    one.ack(1000);
    await one.close();
    const again = await join();
    again.resume(1001);
    await until(() => again.has('"end"'));
    expect(again.sequences()).toEqual(range(1001, 5001));
    expect(starts).toEqual([1, 1001]);
    again.ack(5000);
    await over;
  });

  test('is not read on while an engine does not read', async () => {
    const text = 'x'.repeat(2000);
    const { source, numGiven } = recording(15_000, { perEvent: 100, text });
    const { join } = await serve(source, { spool: { maxBytes: 1_000_000 } });
    const one = await join();
    one.socket.pause();
    one.resume(1);
    let before = -1;
    let calm = 0;
    await until(() => {
      calm = numGiven() === before && before > 0 ? calm + 1 : 0;
      before = numGiven();
      return calm > 200;
    });
    expect(numGiven()).toBeLessThan(10_000);
    one.socket.resume();
    await until(() => one.has('"end"'));
    expect(one.sequences().length).toBe(15_000);
  });

  test('says its own time once a second, when all has been sent', async () => {
    const fed = handFed({ clock: 'recorded', epoch: 'e', total: 10, name: 'replay' });
    const { clock, join } = await serve(fed.source);
    const one = await join();
    one.resume(1);
    await settle();
    fed.giveRecords(1, 4);
    await until(() => one.sequences().length === 3);
    clock.advance(1000);
    await until(() => one.has('"hb"'));
    expect(one.lines().at(-1)).toBe('{"hb":1003}');
    fed.give({ kind: 'watermark', at: 7000 });
    await until(() => one.has('{"hb":7000}'));
  });
});

describe('a stream that cannot be read again', () => {
  const piped = () => handFed({ clock: 'recorded', epoch: undefined, total: undefined, name: 'replay' });

  test('waits for its first engine, and greets with what it holds', async () => {
    const fed = piped();
    const { join, over } = await serve(fed.source);
    const one = await join();
    const { first, next, epoch } = await one.greeting();
    expect([first, next]).toEqual([1, 1]);
    expect(epoch).toMatch(/^[0-9a-f-]{36}$/);
    one.resume(1);
    fed.giveRecords(1, 101);
    fed.end();
    await until(() => one.has('"end"'));
    one.ack(100);
    await over;
  });

  test('waits for acks when the spool is full, for 2 s, then lets go and says so', async () => {
    const fed = piped();
    const { clock, join, logged } = await serve(fed.source, { spool: { maxRecords: 80 } });
    const one = await join();
    one.resume(1);
    for (let i = 0; i < 30; i += 1) fed.giveRecords(1 + i * 10, 11 + i * 10);
    await until(() => one.sequences().length === 80);
    clock.advance(1900);
    await settle();
    expect(one.sequences().length).toBe(80);
    clock.advance(100);
    await until(() => one.sequences().length === 300);
    expect(logged).toEqual([expect.stringContaining('the spool is full')]);
  });

  test('goes on at once when an ack makes room', async () => {
    const fed = piped();
    const { join } = await serve(fed.source, { spool: { maxRecords: 80 } });
    const one = await join();
    one.resume(1);
    for (let i = 0; i < 12; i += 1) fed.giveRecords(1 + i * 10, 11 + i * 10);
    await until(() => one.sequences().length === 80);
    one.ack(80);
    await until(() => one.sequences().length === 120);
    expect(one.sequences()).toEqual(range(1, 121));
  });
});

describe('a live source', () => {
  test('is read before any engine is there; what comes later goes out as it comes', async () => {
    const fed = handFed();
    const { join } = await serve(fed.source);
    fed.giveRecords(1, 4);
    await settle();
    const one = await join();
    expect(await one.greeting()).toMatchObject({
      source: 'x',
      clock: 'live',
      first: 1,
      next: 4,
      about: '3 rules',
    });
    one.resume(1);
    await until(() => one.sequences().length === 3);
    fed.giveRecords(4, 6);
    await until(() => one.sequences().length === 5);
  });

  test('is never kept waiting: the oldest are dropped, counted and said', async () => {
    const fed = handFed();
    const { join, logged, life, over, result } = await serve(fed.source, { spool: { maxRecords: 80 } });
    for (let i = 0; i < 100; i += 1) fed.giveRecords(1 + i * 10, 11 + i * 10);
    await until(() => logged.length > 3);
    const one = await join();
    const { first, next } = await one.greeting();
    expect(next).toBe(1001);
    expect(first).toBeGreaterThan(900);
    one.resume(Number(first));
    await until(() => one.sequences().length === 1001 - Number(first));
    life.abort();
    await over;
    expect(result()).toMatchObject({ records: 1000, dropped: Number(first) - 1 });
    expect(logged.length).toBeLessThan(12);
  });

  test('is sent from its next record on to an engine that claims to have more', async () => {
    const fed = handFed();
    const { join } = await serve(fed.source);
    fed.giveRecords(1, 4);
    const one = await join();
    one.resume(5000);
    await settle();
    fed.giveRecords(4, 6);
    await until(() => one.sequences().length > 0);
    expect(one.sequences().at(-1)).toBe(5);
  });

  test('heartbeats say the source’s own time, never ahead of what it has still to give, and what is wrong', async () => {
    const fed = handFed();
    const { clock, join } = await serve(fed.source);
    const one = await join();
    one.resume(1);
    fed.giveRecords(1, 2);
    await until(() => one.sequences().length === 1);
    clock.advance(1000);
    await until(() => one.has('"hb"'));
    expect(one.lines().at(-1)).toBe('{"hb":1001}');
    const heartbeat = (text: string) => () => {
      clock.advance(1000);
      return one.has(text);
    };
    fed.give({ kind: 'watermark', at: 51_000 });
    await until(heartbeat('{"hb":51000}'));
    fed.give({ kind: 'condition', condition: { state: 'backoff', why: 'X says 429', retryAt: 60_000 } });
    await until(() => one.has('"status"'));
    expect(one.lines().at(-1)).toBe(
      '{"hb":51000,"status":{"state":"backoff","why":"X says 429","retry_at":60000}}',
    );
    fed.give({ kind: 'condition', condition: { state: 'connected', why: '' } });
    fed.give({ kind: 'watermark', at: 52_000 });
    await until(heartbeat('{"hb":52000}'));
  });

  test('an engine that has left is not kept anything for', async () => {
    const fed = handFed();
    const { join } = await serve(fed.source);
    const [one, two] = [await join(), await join()];
    one.resume(1, 'one');
    two.resume(1, 'two');
    fed.giveRecords(1, 2001);
    await until(() => one.sequences().length === 2000 && two.sequences().length === 2000);
    one.ack(2000);
    two.say('{"leave":true}');
    await settle();
    await two.close();
    const three = await join();
    await settle();
    expect(await three.greeting()).toMatchObject({ first: 2001, next: 2001 });
  });

  test('what it throws ends the reader', async () => {
    const fed = handFed();
    const { over, failure } = await serve(fed.source);
    const refusal = new StreamingError('AUTHENTICATION_FAILED', 'X refused the token');
    fed.fail(refusal);
    await over;
    expect(failure()).toBe(refusal);
  });
});

describe('an engine that does not keep to the rules', () => {
  test.each([
    ['speaks HTTP', 'GET / HTTP/1.1'],
    ['sends a list', '[1]'],
    ['resumes at -1', '{"resume":-1,"engine":"e"}'],
    ['acks before it resumes', '{"ack":5}'],
    ['resumes twice', '{"resume":1,"engine":"e"}\n{"resume":1,"engine":"e"}'],
    ['has a name without end', `{"resume":1,"engine":"${'e'.repeat(900)}"}`],
    ['sends a line of more than 1 KiB', 'x'.repeat(1025)],
    ['sends bytes that are no text', '\xff\xfe'],
  ])('is cut off: %s', async (_name, line) => {
    const { join } = await serve(handFed().source);
    const one = await join();
    one.say(line);
    await until(one.isClosed);
  });

  test('is cut off without waiting for the end of its line', async () => {
    const { join } = await serve(handFed().source);
    const one = await join();
    one.socket.write('x'.repeat(2000));
    await until(one.isClosed);
  });

  test('is cut off when it has not resumed after 5 s', async () => {
    const { clock, join } = await serve(handFed().source);
    const one = await join();
    await one.greeting();
    clock.advance(4999);
    await settle();
    expect(one.isClosed()).toBe(false);
    clock.advance(1);
    await until(one.isClosed);
  });

  test('may say what we do not know', async () => {
    const fed = handFed();
    const { join } = await serve(fed.source);
    const one = await join();
    one.say('{"future":true}');
    one.resume(1);
    fed.giveRecords(1, 2);
    await until(() => one.sequences().length === 1);
  });

  test('takes the place of its former connection', async () => {
    const { join } = await serve(handFed().source);
    const [one, again] = [await join(), await join()];
    one.resume(1, 'same');
    await settle();
    again.resume(1, 'same');
    await until(one.isClosed);
    expect(again.isClosed()).toBe(false);
  });
});

test('of one address 16 connections are served, the next is closed', async () => {
  const { join } = await serve(handFed().source);
  const engines = await Promise.all(Array.from({ length: 16 }, join));
  await Promise.all(engines.map((one) => one.greeting()));
  const oneTooMany = await join();
  await until(oneTooMany.isClosed);
  expect(oneTooMany.lines()).toEqual([]);
  await engines[0]?.close();
  await settle();
  const next = await join();
  expect(await next.greeting()).toMatchObject({ v: 1 });
});

test('an abort ends it and closes everything', async () => {
  const fed = handFed();
  const { life, join, over, result, clock } = await serve(fed.source);
  const one = await join();
  one.resume(1);
  fed.giveRecords(1, 11);
  await until(() => one.sequences().length === 10);
  one.ack(7);
  await settle();
  life.abort();
  await over;
  await until(one.isClosed);
  expect(result()).toMatchObject({ records: 10, dropped: 0, unrecoverable: 0 });
  expect(clock.pending).toBe(0);
});

test('a port that is taken is said, with what to do', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen({ host: '127.0.0.1', port: 0 }, resolve));
  opened.push(() => other.close());
  const address = other.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const failing = runReader({
    source: recording(1).source,
    port,
    clock: new ManualClock(),
    signal: new AbortController().signal,
    log: () => {},
  });
  await expect(failing).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringContaining(String(port)),
    fix: expect.stringContaining('--port'),
  });
});

test('records that come one by one go out together', async () => {
  const fed = handFed();
  const { join } = await serve(fed.source);
  const one = await join();
  one.resume(1);
  await settle();
  let numPieces = 0;
  one.socket.on('data', () => {
    numPieces += 1;
  });
  for (const record of recordsOf(1, 1001)) fed.give({ kind: 'records', records: [record] });
  await until(() => one.sequences().length === 1000);
  expect(numPieces).toBeLessThan(20);
});
