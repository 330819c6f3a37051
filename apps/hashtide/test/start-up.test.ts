import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { hashtide, Running } from './support/run-hashtide.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const preload = join(folder, 'list-modules.mjs');
writeFileSync(
  preload,
  `import { appendFileSync } from 'node:fs';
   import { registerHooks } from 'node:module';
   registerHooks({ load(url, context, next) {
     appendFileSync(process.env.MODULES_FILE, url + '\\n');
     return next(url, context);
   } });`,
);

let numRuns = 0;

/** The environment that lists each module that is loaded, in any thread, and a function that reads the list. */
function listModules(): [NodeJS.ProcessEnv, () => string[]] {
  const file = join(folder, `modules-${numRuns++}`);
  const env = { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}`, MODULES_FILE: file };
  return [env, () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])];
}

/** What only some models, or none, need: `natural` and the database clients that its front door loads. */
const heavy = /node_modules\/(natural|mongoose|redis|pg|dotenv|@huggingface)\//;

test('run loads nothing of natural, neither at its start nor for posts in English', async () => {
  const sockets = createServer((socket) => {
    socket.on('error', () => {});
    socket.write('what a good day #sun\nso bad #rain\n');
  });
  await new Promise<void>((listening) => sockets.listen(0, '127.0.0.1', listening));
  const { port } = sockets.address() as { port: number };
  const [env, modules] = listModules();
  const run = new Running(
    ['run', '--temporary', '--no-feed', '--batch', '1s', '--json', '--reader', `127.0.0.1:${port}`],
    env,
  );
  await run.until(/"posts":2|"records":2/);
  await run.stop();
  sockets.close();

  expect(modules().filter((url) => url.includes('/engine/')).length).toBeGreaterThan(50);
  expect(modules().filter((url) => heavy.test(url))).toEqual([]);
});

test('score by bayes does load it, by a sub-path alone: so the list can tell', async () => {
  const [env, modules] = listModules();
  const { code } = await hashtide(['score', '--model', 'bayes'], 'good\n', env);

  expect(code).toBe(0);
  const found = modules().filter((url) => heavy.test(url));
  expect(found.some((url) => url.endsWith('/porter_stemmer.js'))).toBe(true);
  expect(found.filter((url) => !url.includes('/natural/lib/natural/'))).toEqual([]);
});
