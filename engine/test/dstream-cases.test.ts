import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { canonicalKey } from '../src/rdd/keyed-map.ts';
import { runStreams } from '../src/testing/index.ts';
import { type Case, type Operator, operators, type Stream } from './dstream-operators.ts';

// Spark's own cases as data. SPEC.md names the rules; each case's `source` names where it comes from.
const file = new URL(process.env.DSTREAM_CASES ?? 'dstream-cases.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];
const isBuilt = ({ op }: Case): boolean => op !== undefined && operators.has(op);

describe('Spark’s cases', () => {
  test.each(cases.filter(isBuilt).map((each) => [each.id, each] as const))('%s', async (_id, each) => {
    const { args } = each;
    const inputs =
      args.streams ?? [each.input_batches, each.input_batches_2].filter((input) => input !== undefined);
    const times: number[] = [];
    const run = runStreams<unknown[], unknown>(
      inputs,
      (streams, ssc) => {
        const [first, ...rest] = streams as unknown as [Stream, ...Stream[]];
        const more = rest.map((stream) => apply(stream, args.other_pre ?? args.pre));
        const others = [...more, ...(args.others ?? []).map((steps) => apply(first, steps))];
        const operator = operators.get(each.op ?? '') as Operator;
        return apply(operator(apply(first, args.pre), args, others, ssc), args.post);
      },
      {
        batchDuration: args.batch_ms ?? 1000,
        numPartitions: args.num_partitions ?? 2,
        numBatches: args.num_batches ?? inputs[0]?.length ?? 0,
        onBatch: (time) => times.push(time),
      },
    );

    if (each.expected_error !== undefined) return expect(run).rejects.toMatchObject({ code: codeOf(each) });
    const output = await run;
    const comparable = each.ordered ? (batches: unknown[][]) => batches : sortedBatches;
    const kept = args.drop_empty === true ? output.filter((batch) => batch.length > 0) : output;
    expect(comparable(kept)).toEqual(comparable(each.expected_batches as unknown[][]));
    if (each.expected_times_ms !== undefined) expect(times).toEqual(each.expected_times_ms);
  });

  afterAll(() => {
    const missing = new Set(
      cases.filter((each) => each.op !== undefined && !isBuilt(each)).map(({ op }) => op),
    );
    console.log(`not built yet, or tested elsewhere: ${[...missing].join(', ')}`);
  });
});

function apply(stream: Stream, steps: readonly ({ readonly op: string } & Case['args'])[] = []): Stream {
  return steps.reduce((current, step) => {
    const operator = operators.get(step.op);
    if (operator === undefined) throw new Error(`no operator ${step.op}`);
    return operator(current, step, [], undefined);
  }, stream);
}

/** Ours for what Spark throws: the message is another, the rule is the same. */
function codeOf({ expected_error: expected }: Case): string {
  const text = expected?.message_contains ?? '';
  if (text.includes('multiple of the slide duration')) return 'DURATION_NOT_A_MULTIPLE';
  if (text.includes("Couldn't generate RDD from parent")) return 'NO_PARENT_RDD';
  throw new Error(`no code for ${text}`);
}

function sortedBatches(batches: unknown[][]): unknown[][] {
  return batches.map((batch) => [...batch].sort((a, b) => (canonicalKey(a) < canonicalKey(b) ? -1 : 1)));
}
