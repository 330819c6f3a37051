// Writes package-lock.json:  npm run lock
//
// better-sqlite3 brings its binaries and says `"gypfile": false`, so that nobody compiles its sources. npm does not
// copy that into the lock, and `npm ci`, which reads the lock alone, would call node-gyp, which wants Python and a
// compiler. npm keeps to it when the lock says it, so it is written there.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = `${root}/package-lock.json`;

execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
const lock = JSON.parse(readFileSync(file, 'utf8'));
lock.packages['node_modules/better-sqlite3'].gypfile = false;
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
