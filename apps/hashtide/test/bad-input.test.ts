import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { readTables } from './support/read-tables.ts';
import { hashtide, limitedHashtide, Running } from './support/run-hashtide.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const tweet = (n: number, text = `hello #spark ${n}`): string =>
  JSON.stringify({ data: { id: String(n), text }, __rec: { at: 1_800_000_000_000 + n * 1000 } });
const good = file('good.ndjson', `${Array.from({ length: 30 }, (_, n) => tweet(n + 1)).join('\n')}\n`);
const port = async (): Promise<{ server: Server; port: number }> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
};

test.each([
  ['no such file', ['replay', join(folder, 'nowhere.ndjson')], 2, /nowhere\.ndjson/],
  ['a folder', ['replay', folder], 2, /folder|directory/i],
  ['not gzip', ['replay', file('fake.ndjson.gz', tweet(1))], 2, /gzip/],
  ['an empty file', ['replay', file('empty.ndjson', '\n\n')], 2, /empty|nothing/i],
  [
    'not text',
    [
      'replay',
      file(
        'image.ndjson',
        Uint8Array.from({ length: 999 }, (_, i) => (i * 7) % 256),
      ),
    ],
    2,
    /image\.ndjson/,
  ],
  ['an invalid duration', ['replay', good, '--batch', 'ten'], 2, /10s/],
  ['an invalid speed', ['replay', good, '--speed', 'fast'], 2, /speed.*fast|fast.*speed/i],
  ['a folder for a database', ['replay', good, '--db', folder], 2, /is a folder/],
  ['an unknown model', ['replay', good, '--model', 'afin'], 2, /afinn/],
  ['an unknown command', ['replya', good], 2, /replay/],
  ['an unknown option', ['replay', good, '--jsno'], 2, /--json/],
  ['an unknown option of a command below a command', ['read', 'replay', good, '--lop'], 2, /--loop/],
  ['a word too many', ['watch', 'this'], 2, /hashtide watch --help/],
  [
    'a data folder that is a file',
    ['run', '--data-dir', good],
    2,
    /good\.ndjson is no folder[\s\S]*--data-dir/,
  ],
  [
    'a tunnel to nowhere',
    ['read', 'x'],
    2,
    /HASHTIDE_X_CONNECT_TO.*host:port/,
    { X_BEARER_TOKEN: 'AAAA-not-a-real-token', HASHTIDE_X_CONNECT_TO: 'nowhere' },
  ],
  [
    'labels in a broken gzip',
    ['evaluate', file('labels.gz', gzipSync('x').subarray(0, 12))],
    2,
    /labels\.gz/,
  ],
  ['a name with an escape sequence', ['replay', '\u001b[31mred'], 2, /^[^\u001b]*\[31mred/],
  [
    'an unknown rule operator',
    ['read', 'x', '--rule', 'form:alice hello'],
    2,
    /from/,
    { X_BEARER_TOKEN: 'AAAA-not-a-real-token' },
  ],
  ['no key to X', ['read', 'x', '--rule', 'spark'], 4, /X_BEARER_TOKEN[\s\S]*demo/],
  ['no engine for lines', ['watch', '--plain', '--url', 'ws://127.0.0.1:9'], 3, /127\.0\.0\.1:9/],
  ['an invalid url', ['watch', '--plain', '--url', 'nonsense://x'], 2, /nonsense/],
])(
  '%s: one clear message and its exit code',
  async (_name, args, expectedCode, message, env: NodeJS.ProcessEnv = {}) => {
    const { code, stderr, stdout } = await hashtide(args, '', { HASHTIDE_DATA_DIR: folder, ...env });

    expect(`${stderr}${stdout}`).toMatch(message);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(code).toBe(expectedCode);
  },
);

test('broken lines among good ones: named by line, counted as rejected, nothing else lost', async () => {
  const lines = [
    tweet(1),
    '{"data":{"id":"2","te',
    tweet(3),
    '[1]',
    '"text"',
    '{}',
    '\u0000\u0001',
    tweet(8),
  ];
  const { code, stdout, stderr } = await hashtide([
    'replay',
    file('broken.ndjson', `${lines.join('\n')}\n`),
    '--json',
  ]);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ posts: 3, rejected: 5 });
  expect(stderr).toMatch(/broken\.ndjson:2\b/);
});

test('a torn last line, plain or gzipped, is no error', async () => {
  const torn = `${tweet(1)}\n${tweet(2)}\n${tweet(3).slice(0, 40)}`;
  const packed = gzipSync(
    `${Array.from({ length: 2000 }, (_, n) => tweet(n, `${n} #t${n ** 3}`)).join('\n')}\n`,
  );
  const plain = await hashtide(['replay', file('torn.ndjson', torn), '--json']);
  const gz = await hashtide([
    'replay',
    file('torn.ndjson.gz', packed.subarray(0, packed.length - 4000)),
    '--json',
  ]);

  expect([plain.code, gz.code]).toEqual([0, 0]);
  expect(JSON.parse(plain.stdout).posts).toBe(2);
  expect(JSON.parse(gz.stdout).posts).toBeGreaterThan(500);
});

test('a port that is taken: says so and how to use another', async () => {
  const taken = await port();
  const read = await hashtide(['read', 'replay', good, '--port', String(taken.port)]);
  const run = await hashtide(['run', '--temporary', '--feed-port', String(taken.port)]);
  taken.server.close();

  for (const { code, stderr } of [read, run]) {
    expect(stderr).toContain(String(taken.port));
    expect(stderr).toMatch(/--(feed-)?port/);
    expect(code).toBe(1);
  }
});

test('a second engine on the same database is refused by name, and the first goes on', async () => {
  const db = join(folder, 'one.db');
  const first = new Running(['run', '--db', db, '--reader', '127.0.0.1:9', '--no-feed']);
  await first.until(/counting from/);
  const second = await hashtide(['run', '--db', db, '--reader', '127.0.0.1:9', '--no-feed']);

  expect(second.stderr).toContain('one.db');
  expect(second.stderr).toContain(String(first.child.pid));
  expect(second.code).toBe(1);
  expect(first.child.exitCode).toBeNull();
  expect((await first.stop()).code).toBe(143);
});

test('another batch length than the database’s, and records older than it, are refused and lose nothing', async () => {
  const db = join(folder, 'strict.db');
  const older = file(
    'older.ndjson',
    `${JSON.stringify({ data: { id: '77', text: 'old #spark' }, __rec: { at: 1_700_000_000_000 } })}\n`,
  );
  await hashtide(['replay', good, '--db', db]);
  const otherBatch = await hashtide(['replay', good, '--db', db, '--batch', '5s']);
  const tooOld = await hashtide(['replay', older, '--db', db]);

  expect([otherBatch.code, tooOld.code]).toEqual([2, 2]);
  expect(otherBatch.stderr).toMatch(/10.?s|10000 ms/);
  expect(tooOld.stderr).toContain('--db');
  expect((await hashtide(['replay', good, '--db', db, '--json'])).stdout).toContain('"posts":30');
});

test('a file that is no database of ours is refused and left as it was', async () => {
  const text = file('notes.db', 'my shopping list, much longer than a database header would be '.repeat(20));
  const foreign = join(folder, 'foreign.db');
  const other = new Database(foreign);
  other.exec('CREATE TABLE customers (id INTEGER)');
  other.close();

  for (const db of [text, foreign]) {
    const { code, stderr } = await hashtide(['replay', good, '--db', db]);
    expect(stderr).toContain(db);
    expect(code).toBe(2);
  }
});

test('a token is never printed, whatever goes wrong', async () => {
  const canary = 'CANARY-8f3a1c-token';
  const bad = await hashtide(['read', 'x', '--rule', 'nope:x', '--port', '0'], '', {
    X_BEARER_TOKEN: canary,
    HASHTIDE_DATA_DIR: folder,
  });
  const secret = file('token', canary);
  mkdirSync(join(folder, 'home'), { recursive: true });
  const open = await hashtide(['read', 'x', '--rule', 'a'], '', {
    X_BEARER_TOKEN_FILE: secret,
    HASHTIDE_DATA_DIR: folder,
  });

  for (const { stdout, stderr } of [bad, open]) expect(`${stdout}${stderr}`).not.toContain(canary);
  expect(open.code).toBe(4);
  expect(open.stderr).toMatch(/chmod 600/);
});

test.skipIf(process.platform === 'win32')(
  'a database that may not grow: says so, exit 1; the same command goes on with nothing lost or doubled',
  async () => {
    const many = file(
      'many.ndjson',
      `${Array.from({ length: 6000 }, (_, n) => tweet(n + 1, `#t${n % 997} ${n}`)).join('\n')}\n`,
    );
    const [db, whole] = [join(folder, 'full.db'), join(folder, 'whole.db')];
    // Nothing this shell starts may write beyond 200 kB into a file.
    const full = await limitedHashtide(400, ['replay', many, '--db', db]);
    const again = await hashtide(['replay', many, '--db', db]);
    await hashtide(['replay', many, '--db', whole]);

    expect(full.stderr).toContain('full.db');
    expect(full.stderr).not.toMatch(/\n {4}at /);
    expect([full.code, again.code]).toEqual([1, 0]);
    expect(readTables(db)).toEqual(readTables(whole));
  },
);

test('errors are JSON where --json was asked for', async () => {
  const { code, stderr } = await hashtide(['replay', join(folder, 'nowhere.ndjson'), '--json']);
  const error = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');

  expect(error).toMatchObject({ v: 1, type: 'error', code: 'FILE_NOT_FOUND', retryable: false });
  expect(code).toBe(2);
});
