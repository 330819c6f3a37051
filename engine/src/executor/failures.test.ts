import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { variables } from '../../test/programs/unreliable.ts';
import type { StreamingError } from '../errors.ts';
import { type DStream, EngineContext, StateSpec } from '../index.ts';
import { runStream } from '../testing/index.ts';

const masters = ['local[1]', 'local[2]'];
const program = (name: string): URL => new URL(`../../test/programs/${name}.ts`, import.meta.url);

describe('X5 a task is tried four times', () => {
  const batches = [['a', 'b', 'a'], ['c'], [], ['a', 'c', 'c', 'd']];
  const numWords = batches.flat().length;
  const runUnreliable = (master: string, throwsAt: readonly number[], diesAt: readonly number[] = []) => {
    const calls = new Int32Array(new SharedArrayBuffer(4));
    const args = { calls, throwsAt, diesAt };
    return runStream<string, [string, number]>(
      batches,
      { program: program('unreliable'), args, master },
      { numPartitions: 2 },
    );
  };

  test.each(masters)(
    '%s: what fails three times succeeds; accumulators count what succeeded, once',
    async (master) => {
      const good = await runUnreliable('local[1]', []);
      // Three calls: with two threads, a fourth could be of the task that had all of the others.
      expect(await runUnreliable(master, [0, 1, 2])).toEqual(good);
      expect(variables.seen?.value).toBe(numWords);
      expect(variables.seen?.count).toBe(numWords);
      expect(variables.sums?.value).toEqual({ a: 3, b: 1, c: 3, d: 1 });
    },
  );

  test.each(masters)('%s: what fails four times fails the batch', async (master) => {
    const always = Array.from({ length: 100 }, (_, i) => i);
    await expect(runUnreliable(master, always)).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      cause: { code: 'TASK_FAILED', cause: { name: 'Error' } },
    });
  });

  test('X6 a worker that dies is replaced, and its task runs again: results, states and sums are the same', async () => {
    const good = await runUnreliable('local[1]', []);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(14), { maxLength: 3 }), async (diesAt) => {
        expect(await runUnreliable('local[2]', [], diesAt)).toEqual(good);
        expect(variables.seen?.value).toBe(numWords);
      }),
      { numRuns: 6 },
    );
  });
});

describe('X7 a task that was given up says what was done, where, and on what', () => {
  const batches = [['good', 'bad', 'good']];
  const failure = async (name: string, master: string): Promise<StreamingError> => {
    const ran = runStream(batches, { program: program('failing'), args: name, master }, { numPartitions: 1 });
    const outputFailed = await ran.then(
      () => undefined,
      (error: StreamingError) => error,
    );
    expect(outputFailed?.code).toBe('OUTPUT_FAILED');
    return outputFailed?.cause as StreamingError;
  };

  test.each([
    ['throws', 'filter', 'no such word', "'bad'"],
    ['throws no error', 'map', 'just a text', "'bad'"],
    ['throws later', 'flatMap', 'after the first', "'bad'"],
    ['combines badly', 'reduceByKey', 'cannot add', "[ 'good', 'bad' ]"],
    ['has a code', 'map', 'an error with a cure', "'good'"],
  ])('%s: %s', async (name, operator, message, record) => {
    for (const master of masters) {
      const error = await failure(name, master);
      expect(error).toMatchObject({ code: 'TASK_FAILED' });
      expect(error.message).toMatch(
        new RegExp(`^(\\w+ in )?${operator} at failing\\.ts:\\d+ failed 4 times on partition 0: `),
      );
      expect(error.message).toContain(`: ${message}; it was given ${record}`);
    }
  });

  test.each(masters)('%s: the cause is what was thrown, with its stack', async (master) => {
    const { cause } = await failure('throws', master);
    expect(cause).toMatchObject({ name: 'TypeError', message: 'no such word' });
    expect((cause as Error).stack).toMatch(/failing\.ts:\d+/);
    expect((await failure('has a code', master)).fix).toBe('Do not.');
  });

  test('X8 what workers do not have is told, with a cure', async () => {
    const missing = await failure('needs the driver', 'local[2]');
    expect(missing.message).toContain('onlyInTheDriver is not defined');
    expect(missing.fix).toContain('broadcast');
  });

  test.each([
    ['gives an instance', 'an instance of Celsius'],
    ['gives a function', 'a function (say)'],
  ])('X8 results that no thread can send: %s', async (name, what) => {
    const error = await failure(name, 'local[2]');
    expect(error.message).toContain(`has ${what}, which cannot go from one thread to another`);
    expect(error.cause).toMatchObject({ code: 'RECORD_NOT_CLONEABLE' });
    expect(error.fix).toContain('local[1]');
  });

  test('X6 a function that ends its thread every time fails its task, not the process', async () => {
    expect((await failure('exits', 'local[2]')).message).toContain('the worker thread ended with code 3');
  });

  test('X7 a record’s sample is short and has no control characters', async () => {
    const rdd = new EngineContext().parallelize([`\u001b[31m${'x'.repeat(500)}\n`]).map((text) => {
      throw new Error(`cannot read ${text.length}`);
    });
    const error: StreamingError = await rdd.collect().then(
      () => expect.unreachable(),
      (thrown: StreamingError) => thrown,
    );
    const sample = error.message.split('it was given ')[1] ?? '';
    expect(sample.length).toBeLessThanOrEqual(200);
    expect(sample).toMatch(/^[ -~…]+$/);
    expect(error.message).toMatch(/^map at failures\.test\.ts:\d+ failed 4 times on partition 0/);
  });
});

describe('X5 what a shuffle or a state does in the driver is tried four times too', () => {
  const batches = [[1, 2, 3], [4], [], [5, 6]];
  /** Throws at its first calls, then adds. */
  const addAfter = (numThrows: number) => {
    let calls = 0;
    return (a: number, b: number): number => {
      calls += 1;
      if (calls <= numThrows) throw new Error(`call ${calls}`);
      return a + b;
    };
  };
  const operators = {
    updateStateByKey: (input, add) =>
      input.updateStateByKey<string, number, number>((values, state) => values.reduce(add, state ?? 0)),
    mapWithState: (input, add) =>
      input.mapWithState(
        StateSpec.function<string, number, number, number>((_key, value, state) => {
          state.update(add(value ?? 0, state.exists() ? state.get() : 0));
          return state.get();
        }),
      ),
    reduceByKeyAndWindow: (input, add) => input.reduceByKeyAndWindow(add, (a, b) => a - b, 2000),
    reduceByKey: (input, add) => input.reduceByKey(add),
  } satisfies Record<
    string,
    (input: DStream<[string, number]>, add: (a: number, b: number) => number) => DStream<unknown>
  >;

  test.each(Object.entries(operators))('%s', async (_name, operator) => {
    const run = (numThrows: number) =>
      runStream<number, unknown>(batches, (input) =>
        operator(
          input.map((n): [string, number] => ['sum', n]),
          addAfter(numThrows),
        ),
      );
    const good = await run(0);
    for (const numThrows of [1, 3]) expect(await run(numThrows)).toEqual(good);
    await expect(run(1000)).rejects.toMatchObject({
      cause: { code: 'TASK_FAILED', message: expect.stringMatching(/failures\.test\.ts:\d+ failed 4 times/) },
    });
  });
});
