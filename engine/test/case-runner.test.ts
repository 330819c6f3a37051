import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Case } from './cases/case.ts';
import { CODES, expectationOf } from './cases/expected-error.ts';
import { runCase } from './cases/run-case.ts';
import { runTogether } from './cases/run-together.ts';

const source = fileURLToPath(new URL('../src', import.meta.url));
const progress = { isDefined: false, times: [] };

function caseOf(op: string, more: Partial<Case> = {}): Case {
  return { id: 'mine', op, args: {}, input_batches: [[1]], expected_batches: [[1]], ...more };
}

describe('what runs Spark’s cases', () => {
  test.each([
    ['an operation', caseOf('frobnicate'), 'frobnicate'],
    ['a step', caseOf('map', { args: { fn: 'x => x', post: [{ op: 'frobnicate' }] } }), 'frobnicate'],
    ['a method of Time', caseOf('calls', { input_batches: [['wind', 1]] }), 'wind'],
  ])('says by name that it does not know %s', async (_what, each, name) => {
    await expect(runCase(each, 'local[1]', progress)).rejects.toThrow(name);
  });

  test('says that it does not know an error, by its text', () => {
    expect(() => expectationOf(caseOf('map'), { message_contains: 'The moon is full' })).toThrow('moon');
  });

  test('an error inside a task is found under the failed output', () => {
    const isExpected = expectationOf(caseOf('x'), { message_contains: 'State is not set' });
    const task = Object.assign(new Error('task'), { code: 'STATE_NOT_SET' });

    expect(isExpected(new Error('output', { cause: task }))).toBe(true);
    expect(isExpected(new Error('State is not set'))).toBe(false);
  });

  test('every code of the table is one of the engine’s', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const text = files.map((file) => readFileSync(join(source, file), 'utf8')).join('\n');
    const codes = CODES.flatMap(([, ...each]) => each);
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });

  test('functions run in worker threads under local[2]', async () => {
    const fn = "x => process.getBuiltinModule('node:worker_threads').threadId > 0";
    const each = caseOf('map', { args: { fn }, input_batches: [[1, 2, 3, 4]] });

    const outcomes = await runTogether([each], 'local[2]');

    expect(outcomes.get('mine')).toMatchObject({ batches: [[true, true, true, true]] });
    expect(await runCase(each, 'local[1]', progress)).toMatchObject({
      batches: [[false, false, false, false]],
    });
  });

  test('a case that fails among others is left to run alone', async () => {
    const failing = caseOf('map', { id: 'failing', args: { fn: 'x => { throw new Error("no") }' } });

    const outcomes = await runTogether([failing, caseOf('map', { args: { fn: 'x => x' } })], 'local[2]');

    expect([...outcomes.keys()]).toEqual(['mine']);
  });
});
