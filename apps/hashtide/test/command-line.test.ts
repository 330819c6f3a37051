import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { makeProgram } from '../src/program.ts';
import { readTables } from './support/read-tables.ts';
import { type Finished, hashtide, Running } from './support/run-hashtide.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
/** Runs it as `script` of a shell does; `"$@"` there is hashtide with `args`. */
const inShell = (script: string, args: readonly string[]): Promise<Finished> => {
  const running = new Running(args, {}, ['sh', '-c', script, 'sh']);
  running.child.stdin.end('#a\n');
  return running.finished;
};
const commandPaths = ((): string[][] => {
  const below = (command: ReturnType<typeof makeProgram>, path: string[]): string[][] => [
    path,
    ...command.commands.flatMap((one) => below(one, [...path, one.name()])),
  ];
  return below(makeProgram(), []);
})();

test.each(commandPaths.map((path) => [path.join(' ') || 'hashtide', path]))(
  'the help of %s fits a terminal of 80 columns',
  async (_name, path) => {
    const { stdout, code } = await hashtide([...path, '--help']);

    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toContain('Usage: ');
    expect(code).toBe(0);
  },
);

test.each([
  [['demo', '--json', '--top', '0'], /--top.*at least 1/, 'hashtide demo --help shows how'],
  [['replay', '--json'], /argument 'file'/, 'hashtide replay --help shows how'],
  [['doctor', '--json', '--prot', '1'], /--prot/, 'Did you mean --port?'],
])('a wrong command line is one line of JSON with --json: %j', async (args, message, fix) => {
  const { code, stderr } = await hashtide(args);

  expect(JSON.parse(stderr)).toMatchObject({ v: 1, code: 'INVALID_USAGE', fix, retryable: false });
  expect(JSON.parse(stderr).message).toMatch(message);
  expect(code).toBe(2);
});

test('a recording whose name begins with a dash', async () => {
  writeFileSync(join(folder, '-dash.ndjson'), '{"text":"one #tag"}\n');
  const { code, stdout } = await inShell(`cd '${folder}' && exec "$@"`, [
    'replay',
    '--json',
    '--',
    '-dash.ndjson',
  ]);

  expect(JSON.parse(stdout).posts).toBe(1);
  expect(code).toBe(0);
});

test.each([
  ['the first moments there are', '1970-01-01T00:00:05Z', '1970-01-01T00:00:10Z'],
  ['before epoch ms have ten digits', '1970-01-02T00:00:05Z', '1970-01-02T00:00:10Z'],
])('bare text begins at %s, as told', async (name, start, firstBatch) => {
  const db = join(folder, `${name}.db`);
  const { code } = await hashtide(['replay', '-', '--start', start, '--db', db], 'one #tag\n');
  const [batch] = readTables(db).batch ?? [];

  expect(batch).toMatchObject({ batch_time: Date.parse(firstBatch) });
  expect(code).toBe(0);
});

test.skipIf(!existsSync('/dev/full'))('an output that is full: one clear message', async () => {
  const { code, stderr } = await inShell('exec "$@" > /dev/full', ['hashtags']);

  expect(stderr).toMatch(/output cannot be written.*no space left/);
  expect(stderr).not.toMatch(/\n {4}at /);
  expect(code).toBe(1);
});

test('boards that start together share no port', { timeout: 240_000 }, async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const port = String((server.address() as { port: number }).port);
  await new Promise((resolve) => server.close(resolve));
  const demo = ['demo', '--plain', '--speed', 'max', '--feed-port', port];
  const both = await Promise.all([hashtide(demo), hashtide(demo)]);

  expect(both.map(({ code, stderr }) => [code, /in use/.test(stderr)])).toEqual([
    [0, false],
    [0, false],
  ]);
});

/** A user that the machine does not know, and so without a home: root may become one. */
const nobody = ['setpriv', '--reuid', '54321', '--clear-groups'];
const mayReadUs = [...nobody, 'test', '-r', fileURLToPath(import.meta.url)];

test.skipIf(spawnSync(mayReadUs[0] ?? '', mayReadUs.slice(1)).status !== 0)(
  'a user without a home, as in a container',
  async () => {
    const { code, stdout, stderr } = await inShell(`unset HOME; exec ${nobody.join(' ')} "$@"`, ['doctor']);

    expect(stderr).toBe('');
    expect(stdout).toMatch(/BAD +data folder +\/ cannot be written to\n.*--data-dir/);
    expect(code).toBe(1);
  },
);
