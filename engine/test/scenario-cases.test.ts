import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Case } from './cases/case.ts';

const engine = fileURLToPath(new URL('..', import.meta.url));
const apps = fileURLToPath(new URL('../../apps', import.meta.url));
const cases = JSON.parse(readFileSync(new URL('dstream-cases.json', import.meta.url), 'utf8')) as Case[];
const scenarios = cases.filter(({ op }) => op === undefined).map(({ id }) => id);

/** Texts of all test files under a folder. */
function testsUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.test\.tsx?$/.test(entry.name))
    .filter(({ parentPath }) => !/node_modules|[/\\]dist([/\\]|$)/.test(parentPath))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

/** Ids in the titles of tests, and in the rows of a table of tests, as they are written: in quotes or among words. */
function titlesIn(text: string): string[] {
  return text.match(/(['"`])(?:(?!\1)[^\\\n]|\\.)*\1/g) ?? [];
}

/** Ids of the lines `- <id>: why ours differs` of SPEC.md. */
function differing(): string[] {
  const [, section = ''] =
    /^## Cases that differ on purpose$([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(
      readFileSync(join(engine, 'SPEC.md'), 'utf8'),
    ) ?? [];
  return [...section.matchAll(/^- \*{0,2}([\w-]+)\*{0,2}: \S/gm)].map(([, id = '']) => id);
}

const words = new Set(
  [...testsUnder(engine), ...testsUnder(apps)]
    .flatMap(titlesIn)
    .flatMap((title) => title.match(/[A-Za-z]\w*(?:-\w+)+/g) ?? []),
);

test('every scenario of Spark’s suites has a test that names it, or a line that says why ours differs', () => {
  const missing = scenarios.filter((id) => !words.has(id) && !differing().includes(id));
  expect(missing).toEqual([]);
});

test('what differs on purpose is one of the cases', () => {
  const ids = new Set(cases.map(({ id }) => id));
  expect(differing().filter((id) => !ids.has(id))).toEqual([]);
  expect(differing()).not.toEqual([]);
});
