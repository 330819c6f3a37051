import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly gypfile?: boolean;
}

const lock: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'),
);
const installed = Object.entries(lock.packages).filter(
  ([path, { link }]) => path.includes('node_modules/') && link !== true,
);

test('npm ci compiles nothing: the lock says what npm leaves out of it (npm run lock)', () => {
  expect(lock.packages['node_modules/better-sqlite3']?.gypfile).toBe(false);
});

test('nothing that is needed to run has an install script', () => {
  const scripted = installed.filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev);
  expect(scripted.map(([path]) => path)).toEqual([]);
});

test('every package that is fetched is held to its checksum', () => {
  expect(installed.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
});

// ws 8.21 bounds the memory that tiny fragments take; better-sqlite3 13 brings SQLite 3.51.3 or newer, before which
// two connections could lose what was committed.
test.each([
  ['ws', '8.21.0'],
  ['better-sqlite3', '13.0.0'],
])('%s is %s or newer, wherever it is installed', (name, oldest) => {
  const versions = installed
    .filter(([path]) => path.endsWith(`node_modules/${name}`))
    .map(([, { version = '0' }]) => version);
  expect(versions.length).toBeGreaterThan(0);
  const tooOld = versions.filter((version) => version.localeCompare(oldest, 'en', { numeric: true }) < 0);
  expect(tooOld).toEqual([]);
});
