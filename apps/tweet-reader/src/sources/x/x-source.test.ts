import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@hashtide/engine/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { REFUSALS, standInTweet, standInTweetId, write } from '../../testing/index.ts';
import { TRIAL_START, Trial } from './trial.ts';

let trial: Trial | undefined;
afterEach(async () => {
  await trial?.stop();
  trial = undefined;
});

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'hashtide-x-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

test('a record is the payload as it came, and our stamp as its last key', async () => {
  trial = await Trial.start();
  const tweet = standInTweet({ text: 'Tom &amp; #Jerry 🐱', longText: 'long', repostOf: 'short' });
  await trial.connected();
  trial.x.push(tweet, { __rec: { at: 1 }, ...tweet });
  await trial.came(2);

  const expected = `${JSON.stringify(tweet).slice(0, -1)},"__rec":{"at":${TRIAL_START}}}`;
  expect(trial.probe.lines).toEqual([expected, expected]);
});

test('stamps and watermarks never go back, and no record comes before a watermark that was given', async () => {
  trial = await Trial.start();
  for (let i = 0; i < 10; i++) {
    await trial.deliver(3);
    trial.clock.advance(1_500);
  }
  await trial.deliver();
  let latest = 0;
  for (const event of trial.probe.events) {
    const times =
      event.kind === 'records'
        ? event.records.map(({ at }) => at)
        : event.kind === 'watermark'
          ? [event.at]
          : [];
    for (const at of times) {
      expect(at).toBeGreaterThanOrEqual(latest);
      latest = at;
    }
  }
  expect(trial.probe.events.filter(({ kind }) => kind === 'watermark').length).toBeGreaterThanOrEqual(10);
});

test('asks for full texts, authors and entities', async () => {
  trial = await Trial.start();
  await trial.connected();
  const query = trial.x.requests.at(-1)?.query;

  expect(query?.get('tweet.fields')?.split(',')).toEqual(
    expect.arrayContaining(['created_at', 'lang', 'entities', 'note_tweet', 'referenced_tweets']),
  );
  expect(query?.get('expansions')).toBe('author_id,referenced_tweets.id,referenced_tweets.id.author_id');
  expect(query?.get('user.fields')).toBe('name,username,verified');
});

test('says how it is: connecting, connected, waiting, stopped', async () => {
  trial = await Trial.start({}, (x) => x.script([REFUSALS.emptyBody503]));
  await trial.deliver();
  await trial.probe.stop();

  expect(trial.probe.conditions).toEqual([
    { state: 'connecting', why: '' },
    { state: 'backoff', why: 'X answered 503', retryAt: TRIAL_START + 5_000 },
    { state: 'connecting', why: '' },
    { state: 'connected', why: '' },
    { state: 'stopped', why: '' },
  ]);
});

test('whoever iterates slowly keeps X waiting never: the newest beyond the bound are dropped and counted', async () => {
  const size = Buffer.byteLength(JSON.stringify(standInTweet({ number: 100 })));
  trial = await Trial.start({ maxQueueBytes: 10 * (size + 200) });
  await trial.probe.stop();
  const source = trial.anotherSource();
  const stopper = new AbortController();
  const events = source.events(stopper.signal);
  const isConnected = (): boolean => trial?.x.liveStreams === 1;
  const iterator = events[Symbol.asyncIterator]();
  await iterator.next();
  await trial.x.until(isConnected);
  trial.x.push(...Array.from({ length: 100 }, (_, i) => standInTweet({ number: i + 100 })));
  await until(() => source.counters.posts >= 100);
  stopper.abort();
  const ids: string[] = [];
  for await (const event of { [Symbol.asyncIterator]: () => iterator }) {
    if (event.kind !== 'records') continue;
    for (const { line } of event.records) ids.push(JSON.parse(Buffer.from(line).toString()).data.id);
  }

  expect(ids.length).toBeGreaterThanOrEqual(9);
  expect(ids).toEqual(ids.map((_, i) => standInTweetId(i + 100)));
  expect(source.counters.overflowed).toBe(100 - ids.length);
});

test('however the bytes are cut into packets, the same posts come', async () => {
  trial = await Trial.start();
  await trial.connected();
  const running = trial;
  let number = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 }),
      async (texts, lengths) => {
        const first = running.probe.ids.length;
        const lines = texts.map((text) => `${JSON.stringify(standInTweet({ number: ++number, text }))}\r\n`);
        const bytes = Buffer.from(lines.join(''));
        const pieces: Uint8Array[] = [];
        for (let from = 0, i = 0; from < bytes.length; i++) {
          const length = (lengths[i % lengths.length] as number) * 10 + 1;
          pieces.push(bytes.subarray(from, from + length));
          from += length;
        }
        await running.x.act(write(...pieces));
        await running.came(first + texts.length);
        const came = running.probe.lines.slice(first).map((line) => JSON.parse(line).data.text);
        expect(came).toEqual(texts);
      },
    ),
    { numRuns: 30 },
  );
});

describe('the budget of a day', () => {
  test('stops at 100 %, after what was allowed, and says when the day ends', async () => {
    const dataDirectory = temporaryDirectory();
    trial = await Trial.start({ maxPostsPerDay: 10, dataDirectory });
    await trial.connected();
    trial.x.push(...Array.from({ length: 12 }, (_, i) => standInTweet({ number: i + 1 })));

    await expect(trial.probe.ended).rejects.toMatchObject({
      code: 'X_BUDGET_USED',
      message: expect.stringMatching(/^10 posts today \(about \$0\.05\); .* ends at 2026-11-23 00:00 UTC$/),
    });
    expect(trial.probe.ids).toHaveLength(10);
    expect(trial.logged).toContainEqual(expect.stringContaining('80 % of the day'));
    await trial.x.until((x) => x.liveSockets === 0);
  });

  test('is remembered over restarts, in a file for its owner only, and starts anew with the UTC day', async () => {
    const dataDirectory = temporaryDirectory();
    const file = join(dataDirectory, 'budget.json');
    trial = await Trial.start({ maxPostsPerDay: 5, dataDirectory });
    await trial.deliver(3);
    await trial.probe.stop();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ v: 1, day: '2026-11-22', posts: 3 });
    expect(statSync(file).mode & 0o777).toBe(0o600);

    await trial.restart();
    expect(trial.source.spent).toEqual({ posts: 3, dollars: 0.015 });
    await trial.connected();
    trial.x.push(standInTweet({ number: 11 }), standInTweet({ number: 12 }));
    await expect(trial.probe.ended).rejects.toMatchObject({ code: 'X_BUDGET_USED' });

    await trial.restart();
    const { connectTimes } = trial.x;
    await expect(trial.probe.ended).rejects.toMatchObject({ code: 'X_BUDGET_USED' });
    expect(trial.x.connectTimes).toHaveLength(connectTimes.length);

    trial.clock.advance(86_400_000);
    await trial.restart();
    await trial.deliver(4);
    expect(trial.source.spent.posts).toBe(4);
  });

  test('a file that is no JSON, or none that can be written, is said and does not stop the stream', async () => {
    const dataDirectory = temporaryDirectory();
    writeFileSync(join(dataDirectory, 'budget.json'), 'no json');
    writeFileSync(join(dataDirectory, 'x-connects.json'), '{"connects":["a",{}]}');
    trial = await Trial.start({ maxPostsPerDay: 5, dataDirectory });
    await trial.deliver(2);
    expect(trial.logged).toContainEqual(expect.stringContaining('budget.json cannot be understood'));
    await trial.stop();

    trial = await Trial.start({ maxPostsPerDay: 5, dataDirectory: '/dev/null/nowhere' });
    await trial.deliver(2);
    expect(trial.logged).toContainEqual(expect.stringContaining('budget.json cannot be'));
  });
});
