import { expect, test } from 'vitest';
import { operations } from '../../test/programs/batch-operations.ts';
import { runStream } from '../testing/index.ts';

const program = new URL('../../test/programs/batch-operations.ts', import.meta.url);
const batches = [[3, 1, 2, 2, -7, 8, 0], [], [5, 5]];

test('X1 operations of RDDs give the same with worker threads', async () => {
  const run = (master: string): Promise<[string, unknown][][]> =>
    runStream<number, [string, unknown]>(batches, { program, args: null, master }, { numPartitions: 3 });
  const one = await run('local[1]');
  expect(new Set(one[0]?.map(([name]) => name))).toEqual(new Set(Object.keys(operations)));
  expect(await run('local[2]')).toEqual(one);
});
