import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { FileCheckpointStore } from './checkpoint/file-checkpoint-store.ts';
import { MemoryCheckpointStore } from './checkpoint/memory-checkpoint-store.ts';
import { EngineContext, StreamingContext, seconds } from './index.ts';
import {
  countA,
  type Define,
  live,
  newFolder,
  type Outputs,
  root,
  running,
} from './streaming-context-test-support.ts';
import { ManualClock, TestInputDStream } from './testing/index.ts';

describe('the place', () => {
  test('S25 ckpt-missing-dir a context cannot be made of no checkpoint', () => {
    const make = () => new StreamingContext(join(root, 'nosuchdirectory'));
    expect(make).toThrow(expect.objectContaining({ code: 'CHECKPOINT_NOT_FOUND' }));
    expect(readdirSync(root)).not.toContain('nosuchdirectory');
  });

  test('S25 ctx-from-checkpoint its settings and batchDuration come from the checkpoint', async () => {
    const store = new MemoryCheckpointStore();
    const clock = new ManualClock();
    const ssc = new StreamingContext({ appName: 'mine' }, seconds(3), { clock });
    ssc.checkpoint(store);
    ssc.queueStream<number>([]).foreachRDD(() => {});
    ssc.start();
    clock.advance(seconds(3));
    await ssc.awaitIdle();
    await ssc.stop();
    const again = new StreamingContext(store);
    expect([again.engine.appName, again.batchDuration, again.recoveredFrom]).toEqual(['mine', 3000, 3000]);
    const engine = new EngineContext({ appName: 'other' });
    expect(new StreamingContext(store, engine).engine).toBe(engine);
  });

  test('S26 ctx-getOrCreate none, damaged, readable', async () => {
    const create = vi.fn(() => {
      const ssc = new StreamingContext({}, seconds(1), { clock: new ManualClock() });
      countA(ssc, new ManualClock(), []);
      return ssc;
    });
    const empty = newFolder();
    const ssc = StreamingContext.getOrCreate(empty, create);
    expect([create.mock.calls.length, ssc.recoveredFrom]).toEqual([1, undefined]);

    const corrupted = newFolder();
    writeFileSync(join(corrupted, 'checkpoint-1000'), 'blablabla');
    expect(() => StreamingContext.getOrCreate(corrupted, create)).toThrow(
      expect.objectContaining({
        code: 'CHECKPOINT_UNREADABLE',
        message: expect.stringContaining('Failed to read checkpoint from directory'),
      }),
    );
    expect(create).toHaveBeenCalledTimes(1);
    const anew = StreamingContext.getOrCreate(corrupted, create, { createOnError: true });
    expect([create.mock.calls.length, anew.recoveredFrom]).toEqual([2, undefined]);

    const good = newFolder();
    await live(good, new ManualClock(), 1, countA);
    expect(StreamingContext.getOrCreate(good, create).recoveredFrom).toBe(1000);
  });

  test('S26 ctx-getActiveOrCreate-checkpoint the active one, else as getOrCreate', async () => {
    const place = newFolder();
    const clock = new ManualClock();
    await live(place, clock, 1, countA);
    const create = vi.fn(() => {
      const ssc = new StreamingContext({}, seconds(1), { clock });
      countA(ssc, clock, []);
      return ssc;
    });
    const recovered = StreamingContext.getActiveOrCreate(place, create);
    expect(recovered.recoveredFrom).toBe(1000);
    running.push(recovered);
    recovered.start();
    expect(StreamingContext.getActiveOrCreate(place, create)).toBe(recovered);
    expect(create).toHaveBeenCalledTimes(1);
    await recovered.stop();
    expect(StreamingContext.getActiveOrCreate(newFolder(), create).recoveredFrom).toBeUndefined();
  });

  test('S27 a program that has another batchDuration or lost a state does not go on', async () => {
    const place = newFolder();
    await live(place, new ManualClock(), 1, countA);
    const other = (duration: number, define: Define) => () => {
      const ssc = new StreamingContext({}, duration, { clock: new ManualClock() });
      define(ssc, new ManualClock(), []);
      return ssc;
    };
    const stateless: Define = (ssc) => ssc.queueStream<number>([]).foreachRDD(() => {});
    for (const create of [other(500, countA), other(1000, stateless)]) {
      expect(() => StreamingContext.getOrCreate(place, create)).toThrow(
        expect.objectContaining({ code: 'CHECKPOINT_MISMATCH' }),
      );
      expect(
        StreamingContext.getOrCreate(place, create, { createOnError: true }).recoveredFrom,
      ).toBeUndefined();
    }
  });

  test('S27 other streams may come and go', async () => {
    const place = newFolder();
    const clock = new ManualClock();
    await live(place, clock, 2, countA);
    const { outputs } = await live(place, clock, 1, (ssc, c, o) => {
      ssc
        .queueStream<number>([])
        .map((x) => x)
        .foreachRDD(() => {});
      countA(ssc, c, o);
    }).catch((error: unknown) => Promise.reject(error));
    expect(outputs).toEqual([[3000, [['a', 3]]]]);
  });

  test('S28 a checkpoint that cannot be written is told, and batches go on', async () => {
    const store = new MemoryCheckpointStore();
    const write = vi.spyOn(store, 'write').mockRejectedValue(new Error('disk full'));
    const clock = new ManualClock();
    const ssc = new StreamingContext({}, seconds(1), { clock });
    running.push(ssc);
    ssc.checkpoint(store);
    const outputs: Outputs = [];
    countA(ssc, clock, outputs);
    ssc.start();
    const ended = ssc.awaitTermination();
    ended.catch(() => {});
    for (let i = 0; i < 2; i += 1) {
      clock.advance(seconds(1));
      await ssc.awaitIdle();
    }
    expect(outputs.length).toBe(2);
    await expect(ended).rejects.toMatchObject({ code: 'CHECKPOINT_WRITE_FAILED' });
    expect(write.mock.calls.length % 3).toBe(0);
  });

  test('S28 a state that is no data is told', async () => {
    const clock = new ManualClock();
    const ssc = new StreamingContext({}, seconds(1), { clock });
    running.push(ssc);
    ssc.checkpoint(new MemoryCheckpointStore());
    new TestInputDStream(ssc, [[['a', 1]]] as [string, number][][], 1)
      .updateStateByKey<string, number, () => number>(() => () => 1)
      .checkpoint(seconds(1))
      .foreachRDD(() => {});
    ssc.start();
    const ended = ssc.awaitTermination();
    ended.catch(() => {});
    clock.advance(seconds(1));
    await ssc.awaitIdle();
    await expect(ended).rejects.toMatchObject({
      code: 'CHECKPOINT_NOT_SERIALIZABLE',
      message: expect.stringContaining('updateStateByKey'),
    });
  });

  test('S29 files are this user’s alone; data that no checkpoint names any more is removed', async () => {
    const place = newFolder();
    const clock = new ManualClock();
    const bigState: Define = (ssc) => {
      new TestInputDStream(ssc, Array(20).fill([['a', 1]]) as [string, number][][], 1)
        .updateStateByKey<string, number, string>(() => 'x'.repeat(10_000), { numPartitions: 1 })
        .checkpoint(seconds(1))
        .foreachRDD(() => {});
    };
    await live(place, clock, 2, bigState);
    expect(readdirSync(place).filter((name) => name.startsWith('data-2000'))).toHaveLength(1);
    expect(statSync(place).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(place)) expect(statSync(join(place, name)).mode & 0o777).toBe(0o600);
    await live(place, clock, 15, bigState);
    expect(readdirSync(place).filter((name) => name.startsWith('data-2000'))).toEqual([]);
    expect(new FileCheckpointStore(place).list()).toHaveLength(10);
  });
});
