// npm's `prepack`: Node refuses .ts below node_modules, so what is published is JavaScript. Bundles the command with
// our own packages inlined; other people's stay dependencies. Each command stays a chunk that is loaded when it runs.
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { placeFiles } from './place-files.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** What is loaded by its file name: each becomes `dist/<name>.js`. */
const entries = [
  { name: 'main', source: 'apps/hashtide/src/main.ts', builtAs: 'apps/hashtide/dist/main.js' },
  { name: 'board', source: 'apps/leaderboard/src/board.tsx', builtAs: 'apps/leaderboard/dist/board.js' },
  {
    name: 'worker',
    source: 'engine/src/streaming-context-worker.ts',
    builtAs: 'engine/src/streaming-context-worker.ts',
  },
  {
    name: 'scan-thread-worker',
    source: 'engine/src/scan-thread-worker.ts',
    builtAs: 'engine/src/scan-thread-worker.ts',
  },
  {
    name: 'cpu-bound-program',
    source: 'apps/hashtide/src/bench/engine/cpu-bound-program.ts',
    builtAs: 'apps/hashtide/src/bench/engine/cpu-bound-program.ts',
  },
  ...[
    'models/load-model-process',
    'path/reader-process',
    'path/made-reader-process',
    'path/engine-process',
    'live/live-reader-process',
    'live/live-engine-process',
  ].map((path) => ({
    name: basename(path),
    source: `apps/hashtide/src/bench/${path}.ts`,
    builtAs: `apps/hashtide/src/bench/${path}.ts`,
  })),
];

rmSync(dist, { recursive: true, force: true });
await build({
  cwd: root,
  input: Object.fromEntries(entries.map(({ name, source }) => [name, root + source])),
  platform: 'node',
  external: (id) => !/^([./]|[A-Za-z]:|@hashtide\/)/.test(id),
  plugins: [
    placeFiles({
      root,
      dist,
      packed: ['apps/hashtide/bin/', 'apps/hashtide/recordings/', 'apps/hashtide/package.json'],
      entries: new Map(entries.map(({ name, builtAs }) => [builtAs, `${name}.js`])),
    }),
  ],
  output: { dir: dist, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
  logLevel: 'warn',
  onLog(level, log) {
    // What we would not publish knowingly (a missing export, a cycle between chunks) is no warning here.
    throw new Error(`${level}: ${log.message}`);
  },
});
