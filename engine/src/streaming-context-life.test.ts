import { afterEach, describe, expect, test, vi } from 'vitest';
import type { StreamOwner } from './dstream/input-dstream.ts';
import {
  type EngineConf,
  EngineContext,
  InputDStream,
  type RDD,
  StreamingContext,
  seconds,
} from './index.ts';
import { StorageLevel } from './rdd/storage-level.ts';
import { ManualClock, TestInputDStream } from './testing/index.ts';

const contexts: StreamingContext[] = [];
afterEach(async () => {
  for (const ssc of contexts.splice(0)) await ssc.stop();
});

type Options = NonNullable<ConstructorParameters<typeof StreamingContext>[2]>;

function make(options: Options = {}, engine: EngineContext | EngineConf = {}) {
  const clock = new ManualClock();
  const ssc = new StreamingContext(engine, seconds(1), { clock, ...options });
  contexts.push(ssc);
  const nextBatch = async (): Promise<void> => {
    clock.advance(seconds(1));
    await ssc.awaitIdle();
  };
  return { clock, ssc, nextBatch };
}

function started(options: Options = {}, engine: EngineContext | EngineConf = {}) {
  const made = make(options, engine);
  made.ssc.queueStream([[1]]).foreachRDD(() => {});
  made.ssc.start();
  return made;
}

const hasSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  await new Promise(setImmediate);
  return settled;
};

describe('made and stopped', () => {
  test('S25 ctx-constructors settings make an engine; a given engine is used as it is', () => {
    const conf = { master: 'local[1]', appName: 'mine', defaultParallelism: 3 };
    const made = new StreamingContext(conf, seconds(2));
    expect(made.engine).toMatchObject(conf);
    expect(made.batchDuration).toBe(2000);
    const engine = new EngineContext(conf);
    expect(new StreamingContext(engine, seconds(2)).engine).toBe(engine);
  });

  test('S1 ctx-start-twice ctx-stop-twice of no effect the second time', async () => {
    const { ssc } = started();
    ssc.start();
    expect([ssc.state, ssc.getState()]).toEqual(['ACTIVE', 'ACTIVE']);
    await ssc.stop();
    await ssc.stop();
    expect(ssc.state).toBe('STOPPED');
  });

  test('S1 a context that was never started can be stopped, and takes no more streams', async () => {
    const { ssc } = make();
    await ssc.stop();
    expect(ssc.state).toBe('STOPPED');
    expect(() => ssc.queueStream([[1]])).toThrow(expect.objectContaining({ code: 'CONTEXT_STARTED' }));
  });

  test('S2 ctx-start-failure-stops what fails in start stops all of it', async () => {
    const { ssc, clock, nextBatch } = make();
    class Failing extends TestInputDStream<number> {
      override start(): void {
        throw new Error('no such place');
      }
    }
    const jobs = vi.fn();
    new Failing(ssc, [[1]], 1).foreachRDD(jobs);
    expect(() => ssc.start()).toThrow('no such place');
    expect([ssc.state, StreamingContext.getActive()]).toEqual(['STOPPED', undefined]);
    await nextBatch();
    expect([jobs.mock.calls.length, clock.pending]).toEqual([0, 0]);
  });

  test('S6 ctx-stop-true-after-false the second call still stops the engine', async () => {
    const { ssc } = started();
    await ssc.stop({ stopEngineContext: false });
    expect(ssc.engine.isStopped).toBe(false);
    await ssc.stop({ stopEngineContext: true });
    expect(ssc.engine.isStopped).toBe(true);
  });

  test('S6 py-stop-only-streaming the engine goes on', async () => {
    const { ssc } = started({ stopEngineContextByDefault: false });
    await ssc.stop();
    expect(await ssc.engine.parallelize([0, 1, 2, 3, 4], 5).glom().collect()).toEqual([
      [0],
      [1],
      [2],
      [3],
      [4],
    ]);
  });

  test('S3 the other context is named', () => {
    started();
    const second = make().ssc;
    second.queueStream([[1]]).foreachRDD(() => {});
    expect(() => second.start()).toThrow(
      /the one started at streaming-context-life\.test\.ts:\d+ is running/,
    );
  });

  test('S10 ctx-getActive neither before the start nor after the stop', async () => {
    const create = () => make().ssc;
    const first = StreamingContext.getActiveOrCreate(create);
    expect(StreamingContext.getActive()).toBeUndefined();
    first.queueStream([[1]]).foreachRDD(() => {});
    first.start();
    expect(StreamingContext.getActive()).toBe(first);
    expect(StreamingContext.getActiveOrCreate(create)).toBe(first);
    await first.stop();
    expect(StreamingContext.getActive()).toBeUndefined();
    expect(StreamingContext.getActiveOrCreate(create)).not.toBe(first);
  });

  test('S7 listener-stop-inside stop in a listener is refused', async () => {
    const { ssc, nextBatch } = started();
    const refused = vi.fn();
    ssc.addStreamingListener({ onBatchSubmitted: () => void ssc.stop().catch(refused) });
    await nextBatch();
    expect(refused).toHaveBeenCalledWith(expect.objectContaining({ code: 'STOP_IN_LISTENER' }));
    expect(ssc.state).toBe('ACTIVE');
  });

  test.each([{ concurrentJobs: 0 }, { concurrentJobs: 1.5 }, { gracefulStopTimeout: 0 }])(
    'S2 %j is refused',
    (options) => {
      expect(() => make(options)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^INVALID_(CONCURRENT_JOBS|DURATION)$/) }),
      );
    },
  );
});

describe('waiting for the end', () => {
  test('S8 ctx-await-termination it waits until somebody stops', async () => {
    const { ssc, clock } = started();
    const waited = ssc.awaitTerminationOrTimeout(500);
    clock.advance(500);
    expect(await waited).toBe(false);
    const ended = ssc.awaitTermination();
    clock.advance(1000);
    expect(await hasSettled(ended)).toBe(false);
    await ssc.stop();
    await ended;
  });

  test('S8 ctx-await-after-stop it resolves at once', async () => {
    const { ssc } = started();
    await ssc.stop();
    await ssc.awaitTermination();
  });

  test('S8 ctx-await-or-timeout py-await-timeout false in time, true when stopped', async () => {
    const { ssc, clock } = started();
    const short = ssc.awaitTerminationOrTimeout(1);
    clock.advance(1);
    expect(await short).toBe(false);
    const long = ssc.awaitTerminationOrTimeout(10_000);
    await ssc.stop({ stopEngineContext: false });
    expect(await long).toBe(true);
    expect(await ssc.awaitTerminationOrTimeout(1)).toBe(true);
  });

  test('S12 ctx-await-task-error what a step throws', async () => {
    const { ssc, nextBatch } = make();
    ssc
      .queueStream([[1]])
      .map(() => {
        throw new Error('error in map task');
      })
      .foreachRDD(async (rdd) => void (await rdd.count()));
    ssc.start();
    const ended = ssc.awaitTermination();
    ended.catch(() => {});
    await nextBatch();
    await expect(ended).rejects.toThrow('error in map task');
    expect(ssc.state).toBe('ACTIVE');
  });

  test('S12 ctx-await-generation-error what a transform throws; listeners do not see the batch', async () => {
    const { ssc, nextBatch } = make();
    const heard = vi.fn();
    ssc
      .queueStream([[1], [2]])
      .transform((rdd, time) => {
        if (time === 1000) throw new Error('error in transform');
        return rdd;
      })
      .foreachRDD(() => {});
    ssc.addStreamingListener({ onBatchSubmitted: ({ batchTime }) => heard(batchTime) });
    ssc.start();
    const ended = ssc.awaitTermination();
    ended.catch(() => {});
    await nextBatch();
    await nextBatch();
    await expect(ended).rejects.toThrow('error in transform');
    expect(heard.mock.calls).toEqual([[2000]]);
  });
});

describe('after the start', () => {
  test.each([
    ['an input', (ssc: StreamingContext) => ssc.queueStream([[1]])],
    ['map', (_: unknown, s: TestInputDStream<string>) => s.map((x) => x)],
    ['foreachRDD', (_: unknown, s: TestInputDStream<string>) => s.foreachRDD(() => {})],
    ['saveAsTextFiles', (_: unknown, s: TestInputDStream<string>) => s.saveAsTextFiles('x')],
    ['union', (ssc: StreamingContext, s: TestInputDStream<string>) => ssc.union([s, s])],
    ['window', (_: unknown, s: TestInputDStream<string>) => s.window(1000)],
    ['transformWith', (_: unknown, s: TestInputDStream<string>) => s.transformWith(s, (a) => a)],
    ['join', (_: unknown, s: TestInputDStream<string>) => s.map((x) => [x, 1]).join(s.map((x) => [x, 1]))],
    ['persist', (_: unknown, s: TestInputDStream<string>) => s.persist()],
    ['checkpoint', (_: unknown, s: TestInputDStream<string>) => s.checkpoint(1000)],
    ['ssc.checkpoint', (ssc: StreamingContext) => ssc.checkpoint(null)],
  ])('S4 ctx-no-new-ops-active %s is refused, active or stopped', async (_name, add) => {
    const { ssc } = make();
    const stream = new TestInputDStream<string>(ssc, [['a']], 1);
    stream.foreachRDD(() => {});
    ssc.start();
    const refused = expect.objectContaining({
      code: 'CONTEXT_STARTED',
      message: expect.stringContaining('start'),
    });
    expect(() => add(ssc, stream)).toThrow(refused);
    await ssc.stop();
    expect(() => add(ssc, stream)).toThrow(refused);
  });

  test('S9 ctx-graceful-no-generation-error inputs end after the last batch was made', async () => {
    class Ending extends InputDStream<number> {
      #isStopped = false;
      constructor(owner: StreamOwner) {
        super(owner, 'ending');
      }
      override stop(): void {
        this.#isStopped = true;
      }
      protected override compute(): RDD<number> {
        if (this.#isStopped) throw new Error('Already stopped');
        return this.graph.engine.parallelize([1]);
      }
    }
    const { ssc, clock } = make({ gracefulStopTimeout: seconds(60) });
    new Ending(ssc).foreachRDD(() => {});
    ssc.start();
    clock.setTime(Number.MAX_SAFE_INTEGER);
    await new Promise(setImmediate);
    await ssc.stop({ graceful: true });
    await ssc.awaitTermination();
  });

  test('S9 a graceful stop that takes too long is given up, and says where it was', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { ssc, clock } = make({ gracefulStopTimeout: 20 });
    const hang = Promise.withResolvers<void>();
    ssc.queueStream([[1]]).foreachRDD(() => hang.promise);
    ssc.start();
    clock.advance(1000);
    const stopped = ssc.stop({ graceful: true });
    await vi.waitUntil(() => warned.mock.calls.length > 0);
    hang.resolve();
    await stopped;
    expect(warned).toHaveBeenCalledWith(
      expect.stringMatching(/given up after 20 ms, while batches were being run; 1 batches.*1000 ms/),
      expect.objectContaining({ code: 'GRACEFUL_STOP_TIMED_OUT' }),
    );
    warned.mockRestore();
  });
});

describe('streams', () => {
  test('W7 persist-window a window keeps its parent’s records, not its own', () => {
    const { ssc } = make();
    const input = new TestInputDStream(ssc, [[1]], 1);
    expect(input.storageLevel.name).toBe('NONE');
    const windowed = input.window(seconds(2));
    expect([windowed.storageLevel.name, input.storageLevel.name]).toEqual(['NONE', 'MEMORY_ONLY']);
    windowed.persist(StorageLevel.MEMORY_AND_DISK);
    expect([windowed.storageLevel.name, input.storageLevel.name]).toEqual(['NONE', 'MEMORY_AND_DISK']);
  });

  test('S20 cleanup-updateStateByKey two checkpoint intervals are kept', async () => {
    const { ssc, nextBatch } = make();
    const state = new TestInputDStream(ssc, Array(10).fill([['a', 1]]) as [string, number][][], 1)
      .updateStateByKey<string, number, number>((values) => values.length)
      .checkpoint(seconds(3));
    state.foreachRDD(() => {});
    ssc.start();
    for (let batch = 1; batch <= 10; batch += 1) await nextBatch();
    expect(state.rememberDuration).toBe(6000);
    expect(state.generatedTimes).toContain(10_000);
    expect(state.generatedTimes).not.toContain(4000);
  });

  test.each([[1500], [500], [0]])(
    'S20 a checkpoint interval of %i ms on a stream of 1000 ms is refused',
    (interval) => {
      const { ssc } = make();
      const stream = new TestInputDStream(ssc, [[1]], 1);
      expect(() => stream.checkpoint(interval)).toThrow(
        expect.objectContaining({
          code: expect.stringMatching(/^(DURATION_NOT_A_MULTIPLE|INVALID_DURATION)$/),
        }),
      );
    },
  );

  test('S35 ctx-creation-site streams and outputs know where the user’s code made them', async () => {
    const { ssc, nextBatch } = make();
    const stream = ssc.queueStream([[1]]).map((x) => x);
    expect(stream.creationSite).toMatch(/^streaming-context-life\.test\.ts:\d+$/);
    stream.foreachRDD(() => {});
    ssc.start();
    await nextBatch();
    expect(ssc.getBatchInfo(1000)?.outputOperationInfos[0]?.description).toMatch(
      /^foreachRDD at streaming-context-life\.test\.ts:\d+$/,
    );
  });
});
