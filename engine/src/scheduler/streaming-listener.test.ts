import { hostname } from 'node:os';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  type BatchInfo,
  type OutputOperationInfo,
  Receiver,
  type ReceiverInfo,
  StreamingContext,
} from '../index.ts';
import { ManualClock } from '../testing/index.ts';
import { ListenerBus } from './listener-bus.ts';
import {
  type PySparkBatchInfo,
  type PySparkOutputOperationInfo,
  pySparkListener,
} from './pyspark-listener.ts';
import { batchInfo, completed, operation, started } from './testing/batch-info-fixture.ts';

const contexts: StreamingContext[] = [];
afterEach(async () => {
  for (const ssc of contexts.splice(0)) await ssc.stop();
});

function make() {
  const clock = new ManualClock();
  const ssc = new StreamingContext({}, 1000, { clock });
  contexts.push(ssc);
  const nextBatch = async (): Promise<void> => {
    clock.advance(1000);
    await ssc.awaitIdle();
  };
  return { clock, ssc, nextBatch };
}

class IdleReceiver extends Receiver<number> {
  override onStart(): void {}
  override onStop(): void {}
}

class FailingReceiver extends Receiver<number> {
  override onStart(): void {
    queueMicrotask(() => {
      this.reportError('report error', new Error('report exception'));
      this.stop('it is over');
    });
  }
  override onStop(): void {}
}

test('listener-batch L1 each batch is told three times, with the delays known by then', async () => {
  const { ssc, clock, nextBatch } = make();
  const receiver = new IdleReceiver();
  ssc.receiverStream(receiver).foreachRDD(() => clock.advance(3));
  const told: Record<string, BatchInfo[]> = { submitted: [], started: [], completed: [] };
  ssc.addStreamingListener({
    onBatchSubmitted: (batch) => told.submitted?.push(batch),
    onBatchStarted: (batch) => told.started?.push(batch),
    onBatchCompleted: (batch) => told.completed?.push(batch),
  });
  ssc.start();
  for (let i = 0; i < 4; i += 1) {
    receiver.store(i);
    await nextBatch();
  }
  const delays = (name: string): unknown[] =>
    (told[name] ?? []).map(({ schedulingDelay, processingDelay, totalDelay }) => [
      schedulingDelay !== undefined && schedulingDelay >= 0,
      processingDelay !== undefined && processingDelay >= 0,
      totalDelay !== undefined && totalDelay >= 0,
    ]);
  expect(delays('submitted')).toEqual(Array(4).fill([false, false, false]));
  expect(delays('started')).toEqual(Array(4).fill([true, false, false]));
  expect(delays('completed')).toEqual(Array(4).fill([true, true, true]));
  for (const batch of Object.values(told).flat()) {
    expect(batch.numRecords).toBe(1);
    expect([...batch.streamIdToInputInfo.values()]).toMatchObject([{ inputStreamId: 0, numRecords: 1 }]);
  }
  const times = told.completed?.flatMap((batch) => [
    batch.submissionTime,
    batch.processingStartTime ?? -1,
    batch.processingEndTime ?? -1,
  ]);
  expect(times).toEqual(times?.toSorted((a, b) => a - b));
});

test('listener-receiver L3 a receiver that reports an error and stops is told of three times', async () => {
  const { ssc } = make();
  ssc.receiverStream(new FailingReceiver()).foreachRDD(() => {});
  const told: [string, ReceiverInfo][] = [];
  ssc.addStreamingListener({
    onReceiverStarted: (receiver) => told.push(['started', receiver]),
    onReceiverError: (receiver) => told.push(['error', receiver]),
    onReceiverStopped: (receiver) => told.push(['stopped', receiver]),
  });
  ssc.start();
  await vi.waitUntil(() => told.length >= 3);
  expect(told.map(([name]) => name)).toEqual(['started', 'error', 'stopped']);
  const place = { streamId: 0, name: 'FailingReceiver', location: hostname(), executorId: 'driver' };
  expect(told[0]?.[1]).toMatchObject({ ...place, active: true, lastErrorMessage: '', lastErrorTime: -1 });
  expect(told[1]?.[1].lastErrorMessage).toContain('report error');
  expect(told[1]?.[1].lastError).toContain('report exception');
  expect(told[2]?.[1]).toMatchObject({ streamId: 0, active: false, location: '', executorId: '' });
});

test('listener-output-ops L1 output operations are told in the order of their definition', async () => {
  const { ssc, nextBatch } = make();
  const stream = ssc.queueStream([[1], [2]]);
  for (let i = 0; i < 3; i += 1) stream.foreachRDD(() => {});
  const ids = { started: [] as number[], completed: [] as number[] };
  ssc.addStreamingListener({
    onOutputOperationStarted: ({ id }) => void ids.started.push(id),
    onOutputOperationCompleted: ({ id }) => void ids.completed.push(id),
  });
  ssc.start();
  await nextBatch();
  expect(ids).toEqual({ started: [0, 1, 2], completed: [0, 1, 2] });
});

test('L4 a failed batch says so: by its status, its reason and that of the output operation', async () => {
  const { ssc, nextBatch } = make();
  const stream = ssc.queueStream([[1], [2]]);
  stream.foreachRDD((_rdd, time) => {
    if (time === 1000) throw new Error('boom');
  });
  stream.foreachRDD(() => {});
  const batches: BatchInfo[] = [];
  ssc.addStreamingListener({ onBatchCompleted: (batch) => void batches.push(batch) });
  ssc.awaitTermination().catch(() => {});
  ssc.start();
  await nextBatch();
  await nextBatch();
  expect(batches[0]).toMatchObject({ status: 'failed', failureReason: expect.stringContaining('boom') });
  expect(batches[0]?.outputOperationInfos.map(({ failureReason }) => failureReason !== undefined)).toEqual([
    true,
    false,
  ]);
  expect([batches[1]?.status, batches[1]?.failureReason]).toEqual(['completed', undefined]);
});

describe('the bus', () => {
  const makeBus = () => {
    const errors: unknown[] = [];
    return { errors, bus: new ListenerBus((error) => errors.push(error)) };
  };

  test('L5 a listener that throws, at once or later, stops nothing', async () => {
    const { bus, errors } = makeBus();
    const heard: number[] = [];
    bus.add({
      onBatchSubmitted: () => {
        throw new Error('at once');
      },
    });
    bus.add({ onBatchSubmitted: () => Promise.reject(new Error('later')) });
    bus.add({ onBatchSubmitted: ({ batchTime }) => void heard.push(batchTime) });
    bus.post('onBatchSubmitted', batchInfo(1));
    bus.post('onBatchSubmitted', batchInfo(2));
    await vi.waitUntil(() => errors.length === 4);
    expect(heard).toEqual([1, 2]);
  });

  test('L5 what a listener causes is told after what it was told, to everybody', () => {
    const { bus } = makeBus();
    const heard: string[] = [];
    bus.add({ onStreamingStarted: () => bus.post('onBatchSubmitted', batchInfo(1)) });
    bus.add({
      onStreamingStarted: () => void heard.push('started'),
      onBatchSubmitted: () => void heard.push('submitted'),
    });
    bus.post('onStreamingStarted', { time: 0 });
    expect(heard).toEqual(['started', 'submitted']);
  });

  test('L5 a listener that causes events without end is cut off', () => {
    const { bus, errors } = makeBus();
    const once = { onStreamingStarted: vi.fn() };
    bus.add(once);
    let left = 10_500;
    bus.add({
      onStreamingStarted: () => {
        for (; left > 0; left -= 1) bus.post('onReceiverError', {} as ReceiverInfo);
      },
    });
    bus.post('onStreamingStarted', { time: 0 });
    expect(once.onStreamingStarted).toHaveBeenCalledOnce();
    expect(errors).toHaveLength(500);
    expect(errors[0]).toMatchObject({ code: 'LISTENER_EVENTS_DROPPED' });
  });
});

describe('a listener ported from PySpark', () => {
  test('listener-wrapper L6 what is unset is -1 or null, everything else is passed on', () => {
    const events: unknown[] = [];
    const listener = pySparkListener({
      onStreamingStarted: (event) => events.push(event),
      onBatchSubmitted: ({ batchInfo: batch }) => events.push(batch),
      onBatchStarted: ({ batchInfo: batch }) => events.push(batch),
      onBatchCompleted: ({ batchInfo: batch }) => events.push(batch),
      onOutputOperationStarted: ({ outputOperationInfo }) => events.push(outputOperationInfo),
      onOutputOperationCompleted: ({ outputOperationInfo }) => events.push(outputOperationInfo),
      onReceiverStarted: ({ receiverInfo }) => events.push(receiverInfo),
    });
    const batch = batchInfo(1000, 600);
    const receiver = { streamId: 2, name: 'test', active: true } as ReceiverInfo;
    listener.onStreamingStarted?.({ time: 1000 });
    listener.onBatchSubmitted?.(batch);
    listener.onBatchStarted?.(started(batch, 7));
    listener.onBatchCompleted?.(completed(started(batch, 7), 20));
    listener.onOutputOperationStarted?.(operation(1000, 0, { startTime: 1007 }));
    listener.onOutputOperationCompleted?.(
      operation(1000, 0, { startTime: 1007, endTime: 1027, failureReason: 'failed' }),
    );
    listener.onReceiverStarted?.(receiver);
    expect(events).toMatchObject([
      { time: 1000 },
      {
        ...{ batchTime: 1000, submissionTime: 1000, numRecords: 600 },
        ...{ processingStartTime: -1, processingEndTime: -1 },
        ...{ schedulingDelay: -1, processingDelay: -1, totalDelay: -1 },
        outputOperationInfos: new Map([
          [0, { id: 0, startTime: -1, endTime: -1, failureReason: null }],
          [1, { id: 1, startTime: -1, endTime: -1, failureReason: null }],
        ]),
      },
      { processingStartTime: 1007, schedulingDelay: 7, processingDelay: -1, totalDelay: -1 },
      { processingEndTime: 1027, schedulingDelay: 7, processingDelay: 20, totalDelay: 27 },
      { id: 0, name: 'foreachRDD', startTime: 1007, endTime: -1, failureReason: null },
      { id: 0, startTime: 1007, endTime: 1027, failureReason: 'failed' },
      receiver,
    ]);
  });

  test('listener-python L6 a queue tells no input, delays come as they are known', async () => {
    const { ssc, nextBatch } = make();
    ssc
      .queueStream([['1'], ['2'], ['3'], ['4']])
      .map(Number)
      .foreachRDD(() => {});
    const heard = { streaming: 0, batches: [] as [string, PySparkBatchInfo][] };
    const operations: PySparkOutputOperationInfo[] = [];
    ssc.addStreamingListener(
      pySparkListener({
        onStreamingStarted: () => {
          heard.streaming += 1;
        },
        onBatchSubmitted: (event) => heard.batches.push(['submitted', event.batchInfo]),
        onBatchStarted: (event) => heard.batches.push(['started', event.batchInfo]),
        onBatchCompleted: (event) => heard.batches.push(['completed', event.batchInfo]),
        onOutputOperationCompleted: (event) => operations.push(event.outputOperationInfo),
      }),
    );
    ssc.start();
    for (let i = 0; i < 4; i += 1) await nextBatch();
    expect(heard.streaming).toBe(1);
    const isKnown = {
      submitted: [false, false, false],
      started: [true, false, false],
      completed: [true, true, true],
    };
    for (const [name, batch] of heard.batches) {
      const { schedulingDelay, processingDelay, totalDelay } = batch;
      const delays = [schedulingDelay, processingDelay, totalDelay];
      expect(delays.map((delay) => delay >= 0)).toEqual(isKnown[name as 'started']);
      expect(batch.numRecords).toBe(0);
      for (const each of batch.outputOperationInfos.values()) {
        expect(each.id).toBeGreaterThanOrEqual(0);
        expect([each.name, each.description]).toEqual([
          'foreachRDD',
          expect.stringContaining('foreachRDD at'),
        ]);
        expect(each.failureReason).toBeNull();
      }
    }
    expect(heard.batches).toHaveLength(12);
    expect(operations.map(({ endTime }) => endTime >= 0)).toEqual([true, true, true, true]);
  });
});

test('L1 outputs know how long they took', async () => {
  const { ssc, clock, nextBatch } = make();
  const took: OutputOperationInfo[] = [];
  ssc.queueStream([[1]]).foreachRDD(() => clock.advance(7));
  ssc.addStreamingListener({ onOutputOperationCompleted: (each) => void took.push(each) });
  ssc.start();
  await nextBatch();
  expect(took[0]).toMatchObject({ batchTime: 1000, startTime: 1000, endTime: 1007, duration: 7 });
});
