import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { modelNames } from '@hashtide/models';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeProgram } from '../src/program.ts';
import { type PackedHashtide, packHashtide } from './support/packed-hashtide.ts';
import { hashtide } from './support/run-hashtide.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const readPackage = (path: string): Record<string, Record<string, string> | undefined> =>
  JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

const folder = temporaryFolder();
let packed: PackedHashtide;
beforeAll(() => {
  packed = packHashtide(folder);
}, 240_000);

describe('what is packed', () => {
  test('built JavaScript, the recording, the weights, and nothing else', () => {
    const expected = /^(LICENSE|README\.md|package\.json|bin\/hashtide\.js|dist\/[\w-]+\.js)$/;

    expect(packed.files.filter((file) => !expected.test(file))).toEqual([
      'dist/models/weights/bayes.json.gz',
      'dist/models/weights/linear.bin',
      'recordings/demo.ndjson.gz',
    ]);
    expect(packed.sizeBytes).toBeLessThan(3_000_000);
    expect(readFileSync(join(packed.folder, 'LICENSE'), 'utf8')).toBe(
      readFileSync(join(ROOT, 'LICENSE'), 'utf8'),
    );
  });

  test('it depends on what the inlined packages depend on, in the same versions', () => {
    const inlined = ['engine', 'models', 'apps/leaderboard', 'apps/tweet-reader'];
    const theirs = inlined.flatMap((path) =>
      Object.entries(readPackage(`${path}/package.json`).dependencies ?? {}),
    );

    expect(packed.dependencies).toMatchObject(
      Object.fromEntries(theirs.filter(([name]) => !name.startsWith('@hashtide/'))),
    );
    expect(Object.keys(packed.dependencies).filter((name) => name.startsWith('@hashtide/'))).toEqual([]);
  });

  test('nothing that it brings along has an install script: npm 12 would not run it', () => {
    const lock: Record<string, LockEntry> = JSON.parse(
      readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
    ).packages;

    const closure = runtimeClosure(lock);
    expect(closure).toContain('node_modules/node-addon-api');
    expect(closure.filter((path) => lock[path]?.hasInstallScript)).toEqual([]);
  });
});

describe('what is packed runs without the workspace', () => {
  test('--version', async () => {
    expect(await packed.run(['--version'])).toEqual({
      code: 0,
      stdout: `${readPackage('apps/hashtide/package.json').version}\n`,
      stderr: '',
    });
  });

  test('--help of every command, from the commander alone', async () => {
    const names = makeProgram().commands.map((command) => command.name());
    const loaded = await packed.run(['--help'], '', ['--import', SAY_WHAT_IS_LOADED]);
    const packages = loaded.stderr.match(/(?<=^.*\/node_modules\/)(?!hashtide\/)[^/\n]+/gm);

    expect(new Set(packages)).toEqual(new Set(['commander']));
    for (const args of [['--help'], ...names.map((name) => [name, '--help'])]) {
      const [here, there] = await Promise.all([packed.run(args), hashtide(args)]);
      expect(here.stdout).toContain('Usage: hashtide');
      expect(here).toMatchObject({ code: 0, stdout: there.stdout });
    }
  });

  test('hashtags', async () => {
    expect((await packed.run(['hashtags'], 'Loving #Spark and #日本語\n')).stdout).toBe(
      '["Spark","日本語"]\n',
    );
  });

  test.each(modelNames)('score --model %s: its data is found', async (model) => {
    const args = ['score', '--model', model, '--words'];
    const text = 'what a terrible, awful day\nqué horrible\n';
    for (const lang of ['en', 'es']) {
      const { stdout, stderr } = await packed.run([...args, '--lang', lang], text);

      expect(stderr).toBe('');
      expect(stdout).toBe((await hashtide([...args, '--lang', lang], text)).stdout);
    }
  });

  test('replay: reader and engine as processes of their own, the workspace’s numbers', async () => {
    const recording = join(packed.folder, 'recordings', 'demo.ndjson.gz');
    const args = ['replay', recording, '--speed', 'max', '--json'];
    const { code, stdout } = await packed.run(args);

    expect(JSON.parse(stdout).posts).toBeGreaterThan(20_000);
    expect({ code, stdout }).toEqual({ code: 0, stdout: (await hashtide(args)).stdout });
  });

  test('demo: lines where there is no terminal; who has read enough may go', async () => {
    const demo = packed.start(['demo', '--speed', 'max']);
    const lines = createInterface({ input: demo.stdout });
    const [first] = await once(lines, 'line');
    lines.close();
    demo.stdout.destroy();

    expect(first).toMatch(/\S/);
    expect(await once(demo, 'close')).toEqual([0, null]);
  });

  test('the board is there, with all that it imports', async () => {
    const { stdout } = await packed.run(['doctor', '--json']);
    const board = await import(join(packed.folder, 'dist', 'board.js'));

    expect(JSON.parse(stdout).checks).toContainEqual(
      expect.objectContaining({ name: 'board', state: 'ok', detail: 'built' }),
    );
    expect(board.runBoard).toBeTypeOf('function');
  });
});

const SAY_WHAT_IS_LOADED = `data:text/javascript,${encodeURIComponent(
  "import { registerHooks } from 'node:module';" +
    'registerHooks({ load(url, context, next) { console.error(url); return next(url, context); } });',
)}`;

interface LockEntry {
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Paths in the lock file of all that hashtide's dependencies need, found as Node finds them. */
function runtimeClosure(lock: Readonly<Record<string, LockEntry>>): string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    const { dependencies, optionalDependencies } = lock[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      let from = path;
      while (from !== '' && lock[`${from}/node_modules/${name}`] === undefined) {
        from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')));
      }
      const next = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
      if (lock[next] === undefined || found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit('apps/hashtide');
  return [...found];
}
