import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Case, Outcome } from './cases/case.ts';
import { comparable } from './cases/compare.ts';
import { expectationOf } from './cases/expected-error.ts';
import { isStreamCase, type Progress, runCase } from './cases/run-case.ts';
import { runTogether } from './cases/run-together.ts';

// Spark's own cases as data, each with its `source`, and more of the same form: from the reference's rules, and with
// what Spark itself gave when it ran them.
// DSTREAM_CASES names a file to run instead.
const ours = ['dstream-cases.json', 'more-dstream-cases.json', 'spark-dstream-cases.json'].map(
  (name) => new URL(name, import.meta.url),
);
const files = process.env.DSTREAM_CASES === undefined ? ours : [process.env.DSTREAM_CASES];
const cases = files
  .flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as Case[])
  .filter(({ op }) => op !== undefined);

/** Operations that are none of ours: their cases are left out, each by its id. */
const EXCLUDED: readonly (readonly [RegExp, string])[] = [
  [
    /^(request|kill)Executors?$|^manageAllocation$/,
    'asks Spark’s cluster manager for executors; we have threads of one process',
  ],
  [/Kafka/, 'is Kafka’s own client; we have no Kafka source'],
];

describe.each(['local[1]', 'local[2]'])('Spark’s cases under %s', (master) => {
  const mine = cases.filter((each) => master === 'local[1]' || isStreamCase(each));
  let together: ReadonlyMap<string, Outcome> = new Map();
  const reasonFor = ({ op = '' }: Case): string | undefined =>
    EXCLUDED.find(([operation]) => operation.test(op))?.[1];

  beforeAll(async () => {
    if (master !== 'local[1]') together = await runTogether(mine, master);
  }, 240_000);

  for (const each of mine.filter(reasonFor)) test.skip(`${each.id}: ${reasonFor(each)}`);
  test.each(mine.filter((each) => !reasonFor(each)).map((each) => [each.id, each] as const))(
    '%s',
    async (_id, each) => {
      const known = together.get(each.id);
      if (known !== undefined) return expectOutcome(each, known);
      const progress: Progress = { isDefined: false, times: [] };
      const run = runCase(each, master, progress);
      if (each.expected_error === undefined) return expectOutcome(each, await run);
      return expectError(each, run, progress);
    },
  );
});

/** All that the case expects, under whatever name, must have come of it. */
function expectOutcome(each: Case, outcome: Outcome): void {
  const { op = '', ordered = true, args } = each;
  const drop = (value: unknown): unknown =>
    args.drop_empty === true && Array.isArray(value)
      ? value.filter((batch) => !Array.isArray(batch) || batch.length > 0)
      : value;
  for (const name of Object.keys(each).filter((key) => key.startsWith('expected_'))) {
    const aspect = name.replace('expected_', '');
    if (!(aspect in outcome)) throw new Error(`unknown expectation ${name} of ${op}`);
    const isOrdered = ordered && aspect !== 'snapshots';
    const compare = (value: unknown): unknown =>
      comparable(aspect === 'batches' ? drop(value) : value, { op, ordered: isOrdered });
    expect(compare(outcome[aspect]), aspect).toEqual(compare(each[name]));
  }
}

async function expectError(each: Case, run: Promise<unknown>, { isDefined, times }: Progress): Promise<void> {
  const expected = each.expected_error ?? {};
  // It ends before anything else is asked: a context that still runs would fail every case after this one.
  const error = await run.then(
    () => expect.fail(`${each.id} throws nothing`),
    (thrown: unknown) => thrown,
  );
  if (!expectationOf(each, expected)(error)) throw error;
  if (expected.at === 'definition') expect(isDefined, 'defined').toBe(false);
  if (expected.at_batch !== undefined) expect(times).toHaveLength(expected.at_batch - 1);
}
