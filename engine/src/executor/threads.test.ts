import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { steps } from '../../test/programs/random-chains.ts';
import { StreamingContext } from '../index.ts';
import { type InputBatch, runStream } from '../testing/index.ts';

// A test that runs out of time goes on behind the back of the next one.
afterEach(() => StreamingContext.getActive()?.stop());

const program = (name: string): URL => new URL(`../../test/programs/${name}.ts`, import.meta.url);
const run = <T>(name: string, args: unknown, batches: readonly InputBatch<T>[], master: string) =>
  runStream<T, unknown>(batches, { program: program(name), args, master }, { numPartitions: 3 });

describe('X1 results are the same for every number of threads', () => {
  const names = Object.keys(steps);
  const anyChains = fc.array(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 5 }), {
    minLength: 12,
    maxLength: 12,
  });
  const anyBatches = fc.array(fc.option(fc.array(fc.double({ noNaN: true, min: -50, max: 50 }))), {
    minLength: 4,
    maxLength: 4,
  });

  test('each operator', async () => {
    const chains = names.map((name) => [name, 'map']);
    const batches = [[1, 2.5, -3, 4, 1], [], [7, 7, 0.1], [5]];
    const one = await run('random-chains', chains, batches, 'local[1]');
    expect(new Set(one.flat().map((pair) => (pair as [number, number])[0])).size).toBe(chains.length);
    expect(await run('random-chains', chains, batches, 'local[2]')).toEqual(one);
  });

  test.each(['local[2]', 'local[3]'])(
    'any chains of operators, %s',
    async (master) => {
      await fc.assert(
        fc.asyncProperty(anyChains, anyBatches, async (chains, batches) => {
          // A batch without an RDD fails a union; that is another matter.
          const whole = batches.map((batch) => batch ?? []);
          const one = await run('random-chains', chains, whole, 'local[1]');
          expect(await run('random-chains', chains, whole, master)).toEqual(one);
        }),
        { numRuns: 5, interruptAfterTimeLimit: 40_000 },
      );
    },
    60_000,
  );
});

describe('where functions run', () => {
  const records = [[1, 2, 3]];

  test('X2 those of the program’s operators in workers, those made at run time in the driver', async () => {
    const flags = async (name: string) => (await run('threads', name, records, 'local[2]'))[0];
    expect(await flags('map')).toEqual([false, false, false]);
    expect(await flags('made at run time')).toEqual([true, true, true]);
    expect(await flags('made at run time, between')).toEqual(Array(3).fill([false, true, false]));
    expect(await flags('combined after')).toEqual([[0, [false, false, false]]]);
  });

  test('X2 partitions are spread over the threads', async () => {
    for (const numThreads of [2, 3]) {
      const waiting = new Int32Array(new SharedArrayBuffer(4));
      const [met] = await runStream<number, unknown>(
        [Array.from({ length: numThreads }, () => 1)],
        { program: program('meeting'), args: waiting, master: `local[${numThreads}]` },
        { numPartitions: numThreads },
      );
      expect(met).toEqual(Array(numThreads).fill(true));
    }
  });

  test('X3 a persisted partition is computed once, in a worker, and kept by the driver', async () => {
    const [kept = []] = (await run<number>('threads', 'persisted', records, 'local[2]')) as [
      number,
      number,
      number,
    ][][];
    expect(kept.slice(0, 3)).toEqual(kept.slice(3));
    expect(kept.every(([, threadId]) => threadId !== 0)).toBe(true);
  });
});
