import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** STYLE’s order: a file imports from its own place and from places before it. */
const PLACES = [
  'errors',
  'time',
  'rdd',
  'executor',
  'checkpoint',
  'receiver',
  'dstream',
  'scheduler',
  'streaming-context',
  'index',
  'testing',
  'sources',
  'pipeline',
  'store',
  'feed',
  'monitoring',
  'config',
  'scan-thread-worker',
  'main',
]; // prettier-ignore

/** StreamingContext offers the built-in sources as methods; these know nothing of it. */
const BUILT_IN_SOURCES = new Set([
  'sources/queue.ts',
  'sources/constant.ts',
  'sources/tcp-receiver.ts',
  'sources/socket-text.ts',
  'sources/socket.ts',
  'sources/raw-socket.ts',
  'sources/files/file-streams.ts',
  'sources/files/file-input-dstream.ts',
  'sources/files/file-selection.ts',
  'sources/files/file-split.ts',
  'sources/files/list-files.ts',
  'sources/files/selected-files.ts',
  'sources/files/skipped-files.ts',
  'sources/files/split-file.ts',
  'sources/line-splitter.ts',
  'sources/line-buffer.ts',
]);

/** What the process and its threads begin with. */
const BEGINNINGS = /src\/(main|scan-thread-worker)\.ts$/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

const isTest = (file: string): boolean => /\.test\.tsx?$|\/test\/|test-support|\/testing\//.test(file);

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !/node_modules|\/dist\//.test(file));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s(type\s)?(?:[^;'"]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  );
  return [...statements].map(([, type, specifier = '', dynamic]) => {
    const name = dynamic ?? specifier;
    const to = name.startsWith('.') ? join(dirname(file), name).split(sep).join('/') : name;
    return { from: file, to, isType: type !== undefined };
  });
}

const engine = filesIn('engine/src');
const engineImports = engine.flatMap(importsOf);
const placeOf = (file: string): number => {
  const name = file.replace('engine/src/', '').split('/')[0] ?? '';
  return PLACES.indexOf(
    name.startsWith('streaming-context') ? 'streaming-context' : name.replace(/(\.test)?\.ts$/, ''),
  );
};

test('A1 every file of the engine has a place in the order', () => {
  expect(engine.filter((file) => placeOf(file) === -1)).toEqual([]);
  expect(engine.length).toBeGreaterThan(60);
});

test('A2 imports point down the data path', () => {
  const wrong = engineImports.filter(({ from, to, isType }) => {
    if (isType || isTest(from) || !to.startsWith('engine/src/')) return false;
    if (from.endsWith('streaming-context-streams.ts') && BUILT_IN_SOURCES.has(to.replace('engine/src/', '')))
      return false;
    return placeOf(to) > placeOf(from);
  });
  expect(wrong).toEqual([]);
});

test('A3 built-in sources know nothing of the StreamingContext', () => {
  const known = engineImports.filter(
    ({ from, to }) =>
      BUILT_IN_SOURCES.has(from.replace('engine/src/', '')) && placeOf(to) >= placeOf('streaming-context.ts'),
  );
  expect(known.filter(({ to }) => !BUILT_IN_SOURCES.has(to.replace('engine/src/', '')))).toEqual([]);
});

test('A4 no module imports itself, over whatever others', () => {
  const next = new Map<string, string[]>();
  for (const { from, to, isType } of engineImports) {
    if (!isType) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const cycleFrom = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const to of next.get(file) ?? []) {
      const cycle = cycleFrom(to, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  expect(engine.map((file) => cycleFrom(file, [])).filter((cycle) => cycle !== undefined)).toEqual([]);
});

test('A5 packages point one way: apps → engine → models', () => {
  const inEngine = engineImports.filter(({ to }) =>
    /^apps\/|^hashtide$|^@hashtide\/(?!models|engine)/.test(to),
  );
  const inModels = filesIn('models')
    .flatMap(importsOf)
    .filter(({ to }) => /^@hashtide\/(?!models)|^engine\/|^apps\//.test(to));
  expect([...inEngine, ...inModels]).toEqual([]);
});

test('A6 only what begins a thread loads a model', () => {
  const loads = engineImports.filter(
    ({ from, to, isType }) =>
      to.startsWith('@hashtide/models') && !isType && !isTest(from) && !BEGINNINGS.test(from),
  );
  expect(loads).toEqual([]);
});

test('A7 time is given: only time/ reads the clock or starts timers', () => {
  const takers = engine
    .filter((file) => !isTest(file) && !file.startsWith('engine/src/time/'))
    .filter((file) =>
      /\bDate\.now\(|\bsetTimeout\(|\bsetInterval\(/.test(readFileSync(join(root, file), 'utf8')),
    );
  expect(takers).toEqual([]);
});
