import { describe, expect, test } from 'vitest';
import { made } from '../../test/programs/variables.ts';
import { Accumulator, EngineContext, LongAccumulator } from '../index.ts';
import { runStream } from '../testing/index.ts';

const program = new URL('../../test/programs/variables.ts', import.meta.url);
const run = (batches: string[][], master: string, onBatch: (time: number) => void = () => {}) =>
  runStream<string, unknown>(batches, { program, master }, { numPartitions: 1, onBatch });

describe('accumulators', () => {
  test('X9 sums count when the action has run; the driver reads them', async () => {
    const engine = new EngineContext();
    const long = engine.longAccumulator('numbers');
    const double = engine.doubleAccumulator();
    const list = engine.collectionAccumulator<number>('list', 3);
    const largest = engine.accumulator(0, Math.max);
    expect([long.isZero, long.avg, long.name, double.name]).toEqual([true, Number.NaN, 'numbers', undefined]);
    const counted = engine.parallelize([1, 2, 3, 6], 2).map((n) => {
      long.add(n);
      double.add(n / 2);
      list.add(n);
      largest.add(n);
      return n;
    });
    expect(long.isZero).toBe(true);
    await counted.count();
    expect([long.value, long.sum, long.count, long.avg, long.isZero]).toEqual([12, 12, 4, 3, false]);
    expect([double.value, largest.value]).toEqual([6, 6]);
    expect([list.value, list.numDropped]).toEqual([[1, 2, 3], 1]);
    // A transformation that is computed again adds again.
    await counted.count();
    expect(long.count).toBe(8);
    long.reset();
    expect([long.value, long.isZero]).toEqual([0, true]);
    long.add(5);
    expect(long.value).toBe(5);
  });

  test('X9 additions after an await of the task count too', async () => {
    const engine = new EngineContext();
    const seen = engine.longAccumulator();
    let attempts = 0;
    await engine.parallelize([1, 2]).foreachPartition(async (records) => {
      await undefined;
      seen.add(records.length);
      attempts += 1;
      if (attempts < 3) throw new Error('not yet');
    });
    expect([seen.value, attempts]).toEqual([2, 3]);
  });

  test.each(['local[1]', 'local[2]'])('X10 a task may not read one, %s', async (master) => {
    const [[message] = []] = await run([['read']], master);
    expect(message).toBe('accumulator heard was read in a task; a task may only add to it');
    expect(made.heard?.value).toEqual(['read']);
  });

  test('X11 one must be registered, once, and is given what it adds up', () => {
    const engine = new EngineContext();
    const own = new LongAccumulator();
    const unregistered = expect.objectContaining({ code: 'ACCUMULATOR_NOT_REGISTERED' });
    expect(() => own.add(1)).toThrow(unregistered);
    expect(() => own.value).toThrow(unregistered);
    engine.register(own, 'own').add(1);
    expect([own.name, own.value]).toEqual(['own', 1]);
    expect(() => engine.register(own)).toThrow(
      expect.objectContaining({ code: 'ACCUMULATOR_ALREADY_REGISTERED' }),
    );
    const invalid = expect.objectContaining({ code: 'INVALID_ACCUMULATOR_VALUE' });
    expect(() => own.add(0.5)).toThrow(invalid);
    expect(() => engine.doubleAccumulator().add('1' as never)).toThrow(invalid);
  });

  test('X11 one of another kind says how it starts, adds and merges', async () => {
    const engine = new EngineContext();
    const longest = engine.register(
      new Accumulator({
        zero: () => '',
        add: (longest: string, word: string) => (word.length > longest.length ? word : longest),
        merge: (a, b) => (a.length >= b.length ? a : b),
        valueOf: (word) => word.length,
      }),
    );
    await engine.parallelize(['a', 'abcd', 'ab'], 3).foreach((word) => longest.add(word));
    expect(longest.value).toBe(4);
  });
});

describe('broadcast variables', () => {
  test('X12 workers have the driver’s value, or what their build made where it cannot be sent', async () => {
    expect(await run([['word']], 'local[2]')).toEqual([[[['driver'], 4, false]]]);
  });

  test('X12 unpersist and destroy reach the workers', async () => {
    const batches = [['a'], ['b'], ['c']];
    const failed = run(batches, 'local[2]', (time) => {
      if (time === 1000) made.words?.unpersist();
      if (time === 2000) made.words?.destroy();
    });
    await expect(failed).rejects.toMatchObject({
      cause: { code: 'TASK_FAILED', cause: { code: 'BROADCAST_DESTROYED' } },
    });
    const destroyed = expect.objectContaining({ code: 'BROADCAST_DESTROYED' });
    expect(() => made.words?.value).toThrow(destroyed);
    expect(() => made.words?.unpersist()).toThrow(destroyed);
    made.words?.destroy();
  });
});
