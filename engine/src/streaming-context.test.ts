import { afterEach, describe, expect, test, vi } from 'vitest';
import { type BatchInfo, EngineContext, Receiver, StreamingContext, seconds } from './index.ts';
import { ManualClock } from './testing/index.ts';

const contexts: StreamingContext[] = [];
afterEach(async () => {
  for (const ssc of contexts.splice(0)) await ssc.stop();
});

function make(options: ConstructorParameters<typeof StreamingContext>[2] = {}) {
  const clock = new ManualClock();
  const ssc = new StreamingContext({}, seconds(1), { clock, ...options });
  contexts.push(ssc);
  const nextBatch = async (): Promise<void> => {
    clock.advance(seconds(1));
    await ssc.awaitIdle();
  };
  return { clock, ssc, nextBatch };
}

/** Hands over what the test stores. */
class PlayedReceiver extends Receiver<string> {
  readonly calls: string[] = [];
  override onStart(): void {
    this.calls.push('start');
  }
  override onStop(): void {
    this.calls.push('stop');
  }
}

describe('life', () => {
  test('S1 INITIALIZED → ACTIVE → STOPPED', async () => {
    const { ssc } = make();
    ssc.queueStream([[1]]).foreachRDD(() => {});
    expect([ssc.state, StreamingContext.getActive()]).toEqual(['INITIALIZED', undefined]);
    ssc.start();
    ssc.start();
    expect(ssc.state).toBe('ACTIVE');
    expect(StreamingContext.getActive()).toBe(ssc);
    await ssc.stop();
    await ssc.stop();
    expect([ssc.state, StreamingContext.getActive()]).toEqual(['STOPPED', undefined]);
    expect(() => ssc.start()).toThrow(expect.objectContaining({ code: 'CONTEXT_STOPPED' }));
  });

  test('S2 a graph without outputs is refused at start, and the context is stopped', () => {
    const { ssc } = make();
    ssc.queueStream([[1]]);
    expect(() => ssc.start()).toThrow(expect.objectContaining({ code: 'NO_OUTPUT_OPERATIONS' }));
    expect(ssc.state).toBe('STOPPED');
  });

  test('S3 a second context cannot be started while one is', async () => {
    const first = make().ssc;
    first.queueStream([[1]]).foreachRDD(() => {});
    first.start();
    const second = make().ssc;
    second.queueStream([[1]]).foreachRDD(() => {});
    expect(() => second.start()).toThrow(expect.objectContaining({ code: 'ANOTHER_CONTEXT_ACTIVE' }));
  });

  test.each([
    ['an input', (ssc: StreamingContext) => ssc.queueStream([[1]])],
    [
      'a transformation',
      (ssc: StreamingContext) => (ssc.graph.inputs[0] as never as { count(): unknown }).count(),
    ],
    ['an output', (ssc: StreamingContext) => (ssc.graph.inputs[0] as never as { print(): unknown }).print()],
  ])('S4 %s cannot be added after start', (_name, add) => {
    const { ssc } = make();
    ssc.queueStream([[1]]).foreachRDD(() => {});
    ssc.start();
    expect(() => add(ssc)).toThrow(expect.objectContaining({ code: 'CONTEXT_STARTED' }));
  });

  test('S5 remember can be set once', () => {
    const { ssc } = make();
    ssc.remember(seconds(5));
    expect(() => ssc.remember(seconds(6))).toThrow(expect.objectContaining({ code: 'REMEMBER_ALREADY_SET' }));
  });

  test('S6 the engine outlives the context when asked to', async () => {
    const engine = new EngineContext();
    const ssc = new StreamingContext(engine, 1000, { clock: new ManualClock() });
    ssc.queueStream([[1]]).foreachRDD(() => {});
    ssc.start();
    await ssc.stop({ stopEngineContext: false });
    expect(await engine.parallelize([1, 2]).count()).toBe(2);
    await ssc.stop();
    await expect(engine.parallelize([1]).collect()).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
  });

  test('S7 stop within a listener is refused', async () => {
    const { ssc, nextBatch } = make();
    const refused = vi.fn();
    ssc.queueStream([[1]]).foreachRDD(() => {});
    ssc.addStreamingListener({ onBatchCompleted: () => void ssc.stop().catch(refused) });
    ssc.start();
    await nextBatch();
    expect(refused).toHaveBeenCalledWith(expect.objectContaining({ code: 'STOP_IN_LISTENER' }));
  });

  test('S8 awaitTerminationOrTimeout says whether it has stopped', async () => {
    const { ssc, clock } = make();
    ssc.queueStream([[1]]).foreachRDD(() => {});
    ssc.start();
    const waited = ssc.awaitTerminationOrTimeout(500);
    clock.advance(500);
    expect(await waited).toBe(false);
    await ssc.stop();
    expect(await ssc.awaitTerminationOrTimeout(500)).toBe(true);
  });

  test('S9 a graceful stop runs what was received, without waiting for the clock', async () => {
    const { ssc } = make();
    const receiver = new PlayedReceiver();
    const got: string[] = [];
    ssc.receiverStream(receiver).foreachRDD(async (rdd) => void got.push(...(await rdd.collect())));
    ssc.start();
    receiver.store('a');
    receiver.storeMultiple(['b', 'c']);
    await ssc.stop({ graceful: true });
    expect(got).toEqual(['a', 'b', 'c']);
    expect(receiver.calls).toEqual(['start', 'stop']);
  });
});

describe('receivers', () => {
  test('I4 restart stops it, waits 2 s and starts it again; what it stored before is kept', async () => {
    const { ssc, clock, nextBatch } = make();
    const receiver = new PlayedReceiver();
    const got: string[] = [];
    const errors: string[] = [];
    ssc.receiverStream(receiver).foreachRDD(async (rdd) => void got.push(...(await rdd.collect())));
    ssc.addStreamingListener({ onReceiverError: (info) => errors.push(info.lastErrorMessage) });
    ssc.start();
    receiver.store('a');
    receiver.restart('lost it');
    expect([receiver.calls, receiver.isStopped, errors]).toEqual([['start', 'stop'], true, ['lost it']]);
    clock.advance(1999);
    expect(receiver.calls.length).toBe(2);
    clock.advance(1);
    expect(receiver.calls).toEqual(['start', 'stop', 'start']);
    await nextBatch();
    expect(got).toEqual(['a']);
  });
});

describe('batches', () => {
  test('B1 outputs run in the order of their definition, one after another', async () => {
    const { ssc, nextBatch } = make();
    const events: string[] = [];
    const stream = ssc.queueStream([[1], [2]]);
    for (const name of ['first', 'second']) {
      stream.foreachRDD(async (rdd, time) => {
        events.push(`${name} ${time} begins`);
        await rdd.count();
        await new Promise(setImmediate);
        events.push(`${name} ${time} ends`);
      });
    }
    ssc.start();
    await nextBatch();
    expect(events).toEqual([
      'first 1000 begins',
      'first 1000 ends',
      'second 1000 begins',
      'second 1000 ends',
    ]);
  });

  test('B2 missed batches are caught up one by one', async () => {
    const { ssc, clock } = make();
    const times: number[] = [];
    ssc.queueStream<number>([]).foreachRDD((_rdd, time) => void times.push(time));
    ssc.start();
    clock.advance(3500);
    await ssc.awaitIdle();
    expect(times).toEqual([1000, 2000, 3000]);
  });

  const fails = (policy: 'fail' | 'skip' | 'retry') => {
    const context = make({ failedOutputPolicy: policy });
    const runs: string[] = [];
    const infos: BatchInfo[] = [];
    const stream = context.ssc.queueStream([[1], [2]]);
    stream.foreachRDD((_rdd, time) => {
      runs.push(`bad ${time}`);
      if (time === 1000) throw new Error('boom');
    });
    stream.foreachRDD((_rdd, time) => void runs.push(`good ${time}`));
    context.ssc.addStreamingListener({ onBatchCompleted: (info) => void infos.push(info) });
    context.ssc.start();
    const ended = context.ssc.awaitTermination();
    ended.catch(() => {});
    return { ...context, runs, infos, ended };
  };

  test('B3 skip: the other outputs and later batches run; awaitTermination rejects with the place', async () => {
    const { ssc, nextBatch, runs, infos, ended } = fails('skip');
    await nextBatch();
    await nextBatch();
    expect(runs).toEqual(['bad 1000', 'good 1000', 'bad 2000', 'good 2000']);
    expect(ssc.state).toBe('ACTIVE');
    expect(infos[0]?.outputOperationInfos[0]?.failureReason).toContain('Error: boom');
    await expect(ended).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringMatching(
        /output operation 0 \(foreachRDD at streaming-context\.test\.ts:\d+\) of batch 1000 ms failed: boom/,
      ),
    });
  });

  test('B4 fail: nothing runs after it, the context stops', async () => {
    const { ssc, nextBatch, runs, ended } = fails('fail');
    await nextBatch();
    await expect(ended).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
    await nextBatch();
    expect(runs).toEqual(['bad 1000']);
    expect(ssc.state).toBe('STOPPED');
  });

  test('B5 retry: four tries, then as fail', async () => {
    const { nextBatch, runs, ended } = fails('retry');
    await nextBatch();
    await expect(ended).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
    expect(runs).toEqual(Array(4).fill('bad 1000'));
  });

  test('L1 listeners hear of a batch in order, with what is known by then', async () => {
    const { ssc, nextBatch, clock } = make();
    const heard: string[] = [];
    ssc.queueStream([[1]]).foreachRDD(() => clock.advance(7));
    const say = (name: string) => (info: BatchInfo) =>
      heard.push(
        `${name} ${info.batchTime} ${info.schedulingDelay ?? '-'} ${info.processingDelay ?? '-'} ${info.totalDelay ?? '-'}`,
      );
    ssc.addStreamingListener({
      onStreamingStarted: ({ time }) => heard.push(`streaming ${time}`),
      onBatchSubmitted: say('submitted'),
      onBatchStarted: say('started'),
      onBatchCompleted: say('completed'),
      onOutputOperationStarted: ({ id, name }) => heard.push(`output ${id} ${name}`),
      onOutputOperationCompleted: ({ duration }) => heard.push(`took ${duration}`),
    });
    ssc.start();
    await nextBatch();
    expect(heard).toEqual([
      'streaming 0',
      'submitted 1000 - - -',
      'started 1000 0 - -',
      'output 0 foreachRDD',
      'took 7',
      'completed 1000 0 7 7',
    ]);
  });
});
