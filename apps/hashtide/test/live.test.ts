import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ACTS,
  accept,
  REFUSALS,
  StandInX,
  send,
  standInTweet,
  withNewFieldNames,
} from '@hashtide/tweet-reader/testing';
import { afterEach, expect, test } from 'vitest';
import { readTables } from './support/read-tables.ts';
import { hashtide, Running } from './support/run-hashtide.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
let x: StandInX | undefined;
afterEach(() => x?.close());

/** A stand-in X, and the environment that makes hashtide take it for the real one. */
async function standIn(name: string): Promise<{ x: StandInX; env: NodeJS.ProcessEnv }> {
  x = await StandInX.start();
  const ca = join(folder, `${name}.pem`);
  writeFileSync(ca, x.ca);
  const { host, port } = x.connectTo;
  const env = {
    X_BEARER_TOKEN: x.bearerToken,
    HASHTIDE_X_CONNECT_TO: `${host}:${port}`,
    NODE_EXTRA_CA_CERTS: ca,
    HASHTIDE_DATA_DIR: join(folder, name),
  };
  return { x, env };
}

test('live: rules synchronised, posts counted over a drop, in both spellings, once each; Ctrl-C ends all', async () => {
  const { x, env } = await standIn('live');
  x.rules.add('somebody else’s #rule', 'theirs');
  x.script([
    accept(
      send(standInTweet({ number: 1, text: 'a lovely #first day' })),
      send(standInTweet({ number: 2, text: 'an awful #first day' })),
      ACTS.fin,
    ),
    accept(
      send(standInTweet({ number: 2, text: 'an awful #first day' })),
      send(
        withNewFieldNames(
          standInTweet({ number: 3, text: 'RT', repostOf: 'what a great #second day' }),
        ) as object,
      ),
    ),
  ]);
  const db = join(folder, 'live.db');
  const live = new Running(
    [
      'live',
      '--plain',
      '--batch',
      '1s',
      '--db',
      db,
      '--port',
      '0',
      '--feed-port',
      '0',
      '--model',
      'afinn',
      '--rule',
      '#first OR #second',
    ],
    env,
  );
  await live.until(/\tsecond\t/);
  const { code, stdout } = await live.stop('SIGINT');
  const {
    batch = [],
    hashtag_count = [],
    source = [],
  } = readTables(db) as Record<string, Record<string, number | string>[]>;
  const sum = (column: string): number => batch.reduce((total, row) => total + Number(row[column]), 0);

  expect(code).toBe(130);
  expect(stdout).toMatch(/^\S+\t1\t/);
  expect([sum('posts'), sum('positive'), sum('negative'), sum('reposts'), sum('duplicate')]).toEqual([
    3, 2, 1, 1, 1,
  ]);
  expect(new Set(hashtag_count.map(({ hashtag }) => hashtag))).toEqual(new Set(['first', 'second']));
  expect(source).toMatchObject([{ id: 'x' }]);
  expect(x.rules.all.map(({ value }) => value).sort()).toEqual([
    '#first OR #second',
    'somebody else’s #rule',
  ]);
  expect(x.liveSockets).toBe(0);
}, 240_000);

test.each([
  ['401', REFUSALS.unauthorized, 4, /X_BEARER_TOKEN|token/i],
  ['403', REFUSALS.notEnrolled, 4, /console|enrol|access|project/i],
])(
  'X refuses with %s: read stops with what to do, and its exit code',
  async (name, refusal, expectedCode, message) => {
    const { x, env } = await standIn(`refused-${name}`);
    x.script([refusal]);
    const { code, stderr } = await hashtide(['read', 'x', '--port', '0', '--rule', '#a'], '', env);

    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(x.bearerToken);
    expect(code).toBe(expectedCode);
  },
);

test('live passes on what its reader was refused, after leaving the screen', async () => {
  const { x, env } = await standIn('live-refused');
  x.script([REFUSALS.unauthorized]);
  const { code, stderr } = await hashtide(
    ['live', '--plain', '--port', '0', '--feed-port', '0', '--rule', '#a'],
    '',
    env,
  );

  expect(stderr).toMatch(/401|refused|token/i);
  expect(code).toBe(4);
});

test('live with --take-over closes the connection that is in the way; the rules are told before the screen', async () => {
  const { x, env } = await standIn('take-over');
  x.script([REFUSALS.tooManyConnections, accept(send(standInTweet({ text: 'a lovely #takeover' })))]);
  const live = new Running(
    [
      'live',
      '--plain',
      '--batch',
      '1s',
      '--take-over',
      '--port',
      '0',
      '--feed-port',
      '0',
      '--rule',
      '#takeover',
    ],
    env,
  );
  await live.until(/\ttakeover\t/);
  const { stderr } = await live.stop('SIGTERM');

  expect(stderr).toMatch(/\+ #takeover/);
  expect(x.requests.map(({ method, path }) => `${method} ${path}`)).toContain('DELETE /2/connections/all');
}, 240_000);

test('a wrong token in the environment is refused by X and never printed', async () => {
  const { env } = await standIn('wrong');
  const { code, stdout, stderr } = await hashtide(['read', 'x', '--port', '0', '--rule', '#a'], '', {
    ...env,
    X_BEARER_TOKEN: 'CANARY-wrong-token',
  });

  expect(`${stdout}${stderr}`).not.toContain('CANARY');
  expect(code).toBe(4);
});
