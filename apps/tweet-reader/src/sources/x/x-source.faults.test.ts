import { until } from '@hashtide/engine/testing';
import { afterEach, expect, test } from 'vitest';
import {
  ACTS,
  type Act,
  accept,
  CONNECTION_EXCEPTION,
  DISCONNECT_NOTICE,
  REFUSALS,
  type Step,
  send,
  standInTweet,
  standInTweetId,
  write,
} from '../../testing/index.ts';
import { Trial } from './trial.ts';

let trial: Trial;
afterEach(() => trial.stop());

const post = (number: number, text?: string): string =>
  `${JSON.stringify(standInTweet(text === undefined ? { number } : { number, text }))}\r\n`;

test.each<[string, Step, number, RegExp]>([
  ['503 without a body', REFUSALS.emptyBody503, 5_000, /^X answered 503$/],
  ['503 with a page', REFUSALS.html503, 5_000, /^X answered 503$/],
  ['503 with a page that says it is JSON', REFUSALS.htmlAsJson503, 5_000, /^X answered 503$/],
  ['a redirect', REFUSALS.redirect, 5_000, /^X answered 302$/],
  ['a page instead of a stream', REFUSALS.htmlAsStream, 5_000, /^X closed the connection$/],
  ['a reset', { kind: 'reset' }, 250, /ECONNRESET/],
  ['429, rate limit', REFUSALS.rateLimited, 60_000, /too many requests \(429\)/],
  ['429, too many connections', REFUSALS.tooManyConnections, 60_000, /another connection/],
])('at connect, %s: waits, then goes on', async (_name, step, waitMs, why) => {
  trial = await Trial.start({}, (x) => x.script([step]));
  await trial.deliver();

  expect(trial.waits).toEqual([{ waitMs, why: expect.stringMatching(why) }]);
  expect(trial.x.connectTimes).toHaveLength(2);
  expect(trial.probe.ids).toEqual(trial.sentIds);
});

test('at connect, a rate limit used up: waits until X says that it starts anew', async () => {
  trial = await Trial.start({ standIn: { connectLimit: 1 } });
  await trial.live(30_000);
  await trial.drop(() => trial.x.act(ACTS.end));
  await trial.live(14 * 60_000);
  await trial.drop(() => trial.x.act(ACTS.end));
  await trial.deliver();

  // the window began with the first connection; the second came 30 s later, the third 14 min 30 s after that
  expect(trial.waits).toEqual([
    { waitMs: 14.5 * 60_000, why: 'X says too many requests (429)' },
    { waitMs: 60_000, why: 'X says too many requests (429)' },
  ]);
  expect(trial.probe.ids).toEqual(trial.sentIds);
});

test.each<[string, Step, string, RegExp]>([
  ['400', REFUSALS.badRequest, 'X_BAD_REQUEST', /400/],
  ['401', REFUSALS.unauthorized, 'X_UNAUTHORIZED', /refuses the key \(401, Unauthorized\)/],
  ['402', REFUSALS.usageCapped402, 'X_CREDITS', /402, CreditsDepleted/],
  ['403', REFUSALS.notEnrolled, 'X_FORBIDDEN', /client-not-enrolled/],
  ['404', REFUSALS.notFound, 'X_NOT_FOUND', /404/],
  ['409', REFUSALS.noRules, 'X_NO_RULES', /409/],
  ['usage capped, with 429', REFUSALS.usageCapped, 'X_CREDITS', /monthly cap/],
])('at connect, %s: stops and says what to do', async (_name, step, code, message) => {
  trial = await Trial.start({}, (x) => x.script([step]));

  await expect(trial.probe.ended).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
    fix: expect.stringMatching(/./),
  });
  expect(trial.x.connectTimes).toHaveLength(1);
  expect(trial.probe.conditions.at(-1)).toEqual({ state: 'stopped', why: expect.stringMatching(message) });
});

test('at connect, a black hole: breaks off after 22 s', async () => {
  trial = await Trial.start({}, (x) => x.script([{ kind: 'blackHole' }]));
  await trial.x.until((x) => x.connectTimes.length === 1);
  trial.clock.advance(21_999);
  expect(trial.x.liveSockets).toBe(1);
  trial.clock.advance(1);
  await trial.deliver();

  expect(trial.waits).toEqual([{ waitMs: 250, why: 'X was silent for 22 s' }]);
});

test.each([
  ['in time', 21_000, []],
  ['too late', 23_000, [{ waitMs: 250, why: 'X was silent for 22 s' }]],
])('at connect, headers that come %s', async (_name, headersAfterMs, waits) => {
  trial = await Trial.start({}, (x) => x.script([{ kind: 'accept', headersAfterMs }]));
  await trial.x.until((x) => x.connectTimes.length === 1);
  trial.clock.advance(Math.min(headersAfterMs, 22_000));
  await trial.deliver();

  expect(trial.waits).toEqual(waits);
});

test.each<[string, Act[], RegExp]>([
  ['a notice, then the end', [send(DISCONNECT_NOTICE), ACTS.end], /^X says UpstreamOperationalDisconnect$/],
  ['a ConnectionException', [send(CONNECTION_EXCEPTION), ACTS.end], /^X says TooManyConnections$/],
  ['the end of the response', [ACTS.end], /^X closed the connection$/],
  ['FIN', [ACTS.fin], /^(X closed the connection|the connection to X broke)/],
  ['a reset within a line', [write('{"data":{"id":"1","te'), ACTS.reset], /ECONNRESET|X closed/],
])('in the stream, %s: connects again, and nothing is lost or doubled', async (_name, acts, why) => {
  trial = await Trial.start();
  await trial.deliver(3);
  await trial.drop(() => trial.x.act(...acts));
  await trial.deliver(3);

  expect(trial.waits).toEqual([{ waitMs: 5_000, why: expect.stringMatching(why) }]);
  expect(trial.probe.ids).toEqual(trial.sentIds);
  expect(trial.source.counters).toMatchObject({ connects: 2, posts: 6, unparsable: 0 });
});

test('in the stream, a stall: breaks off after 22 s without a sign', async () => {
  trial = await Trial.start();
  await trial.deliver();
  await trial.x.act(ACTS.silence);
  await trial.drop(() => trial.clock.advance(22_000));
  await trial.deliver();

  expect(trial.waits).toEqual([{ waitMs: 5_000, why: 'X was silent for 22 s' }]);
  expect(trial.probe.ids).toEqual(trial.sentIds);
});

test('in the stream, keep-alives are signs of life', async () => {
  trial = await Trial.start({ standIn: { keepAliveMs: 1_000_000 } });
  await trial.deliver();
  for (let lived = 0; lived < 120_000; lived += 20_000) {
    trial.clock.advance(20_000);
    // a keep-alive alone leaves no trace: the unknown message behind it shows that it came
    await trial.x.act(write('\r\n'), send({ kind: 'mark' }));
    await until(() => trial.source.counters.unknown * 20_000 > lived);
  }
  await trial.deliver();

  expect(trial.waits).toEqual([]);
  expect(trial.x.connectTimes).toHaveLength(1);
});

const edited = standInTweet({ number: 3, editOf: [1, 2], text: 'third version #edited' });

test.each<[string, Act[], number[], object]>([
  ['several lines in a packet', [write(post(1) + post(2) + post(3))], [1, 2, 3], {}],
  ['a line in many packets', [write(...(post(1).match(/.{1,7}|\r|\n/gs) ?? []))], [1], {}],
  ['CR and LF in two packets', [write(post(1).slice(0, -1), '\n', `\r\n${post(2)}`)], [1, 2], {}],
  ['a line longer than 64 KiB', [write(post(1, '#'.repeat(70_000)), post(2))], [2], { posts: 2, tooLong: 1 }],
  [
    'a line that is long beyond reason',
    [write(...Array<string>(50).fill('x'.repeat(10_000)), `x\r\n${post(1)}`)],
    [1],
    { posts: 1, tooLong: 1, unparsable: 0 },
  ],
  [
    'a line without an end, then a keep-alive',
    [write(post(1), ...Array<string>(50).fill('x'.repeat(10_000)), '\r\n', post(2))],
    [1, 2],
    { tooLong: 1, unparsable: 0 },
  ],
  [
    'the end of a line in a packet of its own',
    [write(post(1).slice(0, -2), '\r\n', post(2))],
    [1, 2],
    { unparsable: 0 },
  ],
  ['lines that end in LF', [write(post(1).replace('\r', ''), post(2).replace('\r', ''))], [1, 2], {}],
  [
    'a message of an unknown kind',
    [send({ system: 'hello' }), write('5\r\n"x"\r\n[]\r\n', post(1))],
    [1],
    { unknown: 4 },
  ],
  ['data that is nothing', [write('{"data":null}\r\n', post(1))], [1], { unknown: 1, posts: 1 }],
  [
    'lines that are no JSON',
    [write('<html>\r\n', post(1), '{"data":\r\n', post(2))],
    [1, 2],
    { unparsable: 2 },
  ],
  [
    'errors beside data',
    [send({ ...standInTweet(), errors: [{ title: 'Not Found Error' }] })],
    [1],
    { notices: 0 },
  ],
  ['the same post twice', [write(post(1), post(1))], [1, 1], {}],
  ['posts out of order', [write(post(3), post(1), post(2))], [3, 1, 2], {}],
  ['an edit', [write(post(1)), send(edited)], [1, 3], {}],
])('in the stream, %s', async (_name, acts, numbers, counters) => {
  trial = await Trial.start({}, (x) => x.script([accept(...acts)]));
  await trial.probe.until((probe) => probe.ids.length >= numbers.length);

  expect(trial.probe.ids).toEqual(numbers.map(standInTweetId));
  expect(trial.source.counters).toMatchObject({ posts: numbers.length, ...counters });
  expect(trial.waits).toEqual([]);
});

test('in the stream, a character cut in two stays whole, wherever it is cut', async () => {
  const text = 'añ→🐱‍👤 #ハッシュ';
  const line = Buffer.from(post(1, text));
  const from = line.indexOf(Buffer.from('añ'));
  trial = await Trial.start();
  await trial.connected();
  const cuts = Array.from({ length: Buffer.byteLength(text) }, (_, i) => from + i + 1);
  for (const cut of cuts) await trial.x.act(write(line.subarray(0, cut), line.subarray(cut)));
  await trial.came(cuts.length);

  for (const record of trial.probe.lines) expect(JSON.parse(record)).toMatchObject({ data: { text } });
});

test.each(['old', 'new'] as const)('the %s field names pass through as they came', async (fieldNames) => {
  trial = await Trial.start({ standIn: { fieldNames } });
  await trial.connected();
  trial.x.push(standInTweet({ longText: 'long '.repeat(100), repostOf: 'original #text' }));
  await trial.came(1);
  const [line = ''] = trial.probe.lines;

  const names = { old: ['note_tweet', 'referenced_tweets'], new: ['note_post', 'referenced_posts'] };
  for (const name of names[fieldNames]) expect(line).toContain(`"${name}":`);
  for (const name of names[fieldNames === 'old' ? 'new' : 'old']) expect(line).not.toContain(`"${name}":`);
});
