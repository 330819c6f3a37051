import { afterEach, describe, expect, test } from 'vitest';
import { EngineContext, StreamingContext } from '../index.ts';
import { StorageLevel } from '../rdd/storage-level.ts';
import type { StreamingContextOptions } from '../streaming-context-options.ts';
import { ManualClock, until } from '../testing/index.ts';
import { PlayedReceiver } from './test-support.ts';

let ssc: StreamingContext | undefined;
afterEach(async () => {
  await ssc?.stop();
  ssc = undefined;
});

/** A context with one receiver, and what came out of it. */
function start(receiver: PlayedReceiver, options: StreamingContextOptions = {}) {
  const clock = new ManualClock();
  receiver.now = () => clock.now();
  const context = new StreamingContext({}, 1000, { clock, ...options });
  ssc = context;
  const batches: string[][] = [];
  const events: string[] = [];
  context.receiverStream(receiver).foreachRDD(async (rdd) => {
    batches.push(await rdd.collect());
  });
  context.addStreamingListener({
    onReceiverStarted: ({ streamId, active }) => events.push(`started ${streamId} ${active}`),
    onReceiverError: ({ lastErrorMessage, lastError }) =>
      events.push(`error ${lastErrorMessage} ${lastError}`),
    onReceiverStopped: ({ streamId, active }) => events.push(`stopped ${streamId} ${active}`),
  });
  context.start();
  const nextBatch = async (): Promise<string[]> => {
    clock.advance(1000);
    await context.awaitIdle();
    return batches.at(-1) ?? [];
  };
  return { clock, batches, events, nextBatch, receiver, context };
}

test('recv-lifecycle I4 start, every store, error, restart, stop', async () => {
  const { clock, events, nextBatch, receiver } = start(new PlayedReceiver());
  expect([receiver.calls, receiver.isStarted, receiver.isStopped, receiver.streamId]).toEqual([
    ['onStart 0'],
    true,
    false,
    0,
  ]);

  receiver.store('single');
  receiver.storeBytes(Buffer.from('bytes\n'), 1);
  const stored = [
    receiver.storeMultiple(new Set(['of', 'several'])),
    receiver.storeByteBlock(Buffer.from('whole\nblock\n'), { numRecords: 2, metadata: { offset: 17 } }),
    receiver.storeMultiple([]),
  ];
  await Promise.all(stored);
  expect(await nextBatch()).toEqual(['single', 'bytes', 'of', 'several', 'whole', 'block']);
  const info = ssc?.getBatchInfo(1000)?.streamIdToInputInfo.get(0);
  expect([info?.numRecords, info?.metadata]).toEqual([6, { blocks: [{ offset: 17 }] }]);

  const error = new Error('broken');
  receiver.reportError('Error', error);
  expect(events.at(-1)).toBe(`error Error ${error.stack}`);

  receiver.restart('restarting', undefined, 100);
  expect([receiver.isStarted, receiver.isStopped]).toEqual([false, true]);
  clock.advance(99);
  expect(receiver.calls).toEqual(['onStart 0', 'onStop 1000']);
  clock.advance(1);
  expect(receiver.calls).toEqual(['onStart 0', 'onStop 1000', 'onStart 1100']);

  receiver.stop('test');
  await until(() => events.at(-1) === 'stopped 0 false');
  expect(receiver.calls.at(-1)).toBe('onStop 1100');
  expect(receiver.store('after')).toBe(false);
  await expect(receiver.storeMultiple(['after'])).rejects.toMatchObject({ code: 'RECEIVER_STOPPED' });
});

test('listener-receiver I4 one started, one error and one stopped event; recv-self-stop: it stays stopped', async () => {
  const receiver = new PlayedReceiver();
  receiver.onStarted = () => {
    receiver.reportError('report error', new Error('report exception'));
    receiver.stop('done');
  };
  const { clock, events } = start(receiver);
  await until(() => events.length === 3);
  clock.advance(100_000);

  expect(events.map((event) => event.split(' ')[0])).toEqual(['started', 'error', 'stopped']);
  expect(events[1]).toMatch(/report error.*report exception/s);
  expect(events[2]).toBe('stopped 0 false');
});

test.each([
  [
    'throws',
    () => {
      throw new Error('no');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no'))],
])('I4 an onStart that %s is a reason to start it again 2 s later', async (_name, fail) => {
  const receiver = new PlayedReceiver();
  receiver.onStarted = () => (receiver.calls.length === 1 ? fail() : undefined);
  const { clock, events } = start(receiver);
  await until(() => events.length === 2);
  expect(events[1]).toMatch(/^error Error starting receiver Error: no/);
  clock.advance(1999);
  expect(receiver.calls).toEqual(['onStart 0', 'onStop 0']);
  clock.advance(1);
  expect(receiver.calls.at(-1)).toBe('onStart 2000');
});

test('I4 a restart waits for onStop, then for the delay; a stop in between is final', async () => {
  const receiver = new PlayedReceiver();
  const { clock, context } = start(receiver, { receiverRestartDelay: 500 });
  let finish = (): void => {};
  receiver.onStopped = () =>
    new Promise<void>((resolve) => {
      finish = resolve;
    });
  receiver.restart('again');
  clock.advance(10_000);
  finish();
  await new Promise(setImmediate);
  clock.advance(499);
  expect(receiver.calls).toEqual(['onStart 0', 'onStop 0']);
  clock.advance(1);
  expect(receiver.calls.at(-1)).toBe('onStart 10500');

  receiver.onStopped = () => {};
  receiver.restart('once more');
  await context.stop();
  clock.advance(10_000);
  expect(receiver.calls).toEqual(['onStart 0', 'onStop 0', 'onStart 10500', 'onStop 10500']);
});

describe('the rate', () => {
  test('I7 store says false above maxRatePerSecond; drained and onDrain tell when to go on', async () => {
    const { clock, receiver, nextBatch } = start(new PlayedReceiver(), { maxRatePerSecond: 10 });
    let numDrained = 0;
    receiver.onDrain(() => {
      numDrained += 1;
    });
    expect(receiver.store('a')).toBe(false);
    let mayGoOn = false;
    void receiver.drained().then(() => {
      mayGoOn = true;
    });
    clock.advance(99);
    await new Promise(setImmediate);
    expect([numDrained, mayGoOn]).toEqual([0, false]);
    clock.advance(1);
    await new Promise(setImmediate);
    expect([numDrained, mayGoOn]).toEqual([1, true]);
    expect(await nextBatch()).toEqual(['a']);
  });

  test('I7 a receiver that waits as told stores no more than its rate', async () => {
    const receiver = new PlayedReceiver();
    receiver.onStarted = async () => {
      for (let i = 0; !receiver.isStopped; i += 1) if (!receiver.store(`${i}`)) await receiver.drained();
    };
    const { clock, batches } = start(receiver, { maxRatePerSecond: 100 });
    for (let i = 0; i < 500; i += 1) {
      clock.advance(10);
      await new Promise(setImmediate);
    }
    await ssc?.awaitIdle();

    for (const batch of batches) expect(Math.abs(batch.length - 100)).toBeLessThanOrEqual(12);
    expect(batches.length).toBe(5);
  });

  test('I7 storeMultiple resolves when there may be more', async () => {
    const { clock, receiver } = start(new PlayedReceiver(), { maxRatePerSecond: 10 });
    let isDone = false;
    void receiver.storeMultiple(['a', 'b', 'c', 'd', 'e']).then(() => {
      isDone = true;
    });
    clock.advance(400);
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    clock.advance(100);
    await new Promise(setImmediate);
    expect(isDone).toBe(true);
  });

  test.each([
    ['a rate of 0', { maxRatePerSecond: 0 }, 'INVALID_RATE'],
    ['a first rate below 0', { backPressure: { enabled: true, initialRatePerSecond: -1 } }, 'INVALID_RATE'],
    ['a lowest rate of 0', { backPressure: { enabled: true, minRatePerSecond: 0 } }, 'INVALID_RATE'],
    ['a weight below 0', { backPressure: { enabled: true, integral: -0.1 } }, 'INVALID_BACK_PRESSURE'],
    [
      'a weight that is none',
      { backPressure: { enabled: true, derived: Number.NaN } },
      'INVALID_BACK_PRESSURE',
    ],
    ['half a block', { blockQueueSize: 0.5 }, 'INVALID_BLOCK_QUEUE_SIZE'],
    ['no blockInterval', { blockInterval: 0 }, 'INVALID_DURATION'],
  ])('I7 %s is refused when the context is made', (_name, options, code) => {
    expect(() => new StreamingContext({}, 1000, options)).toThrow(expect.objectContaining({ code }));
  });
});

describe('bounds', () => {
  test('I5 MEMORY_ONLY: store says false when memory is full; after a batch it may go on', async () => {
    const { receiver, nextBatch } = start(new PlayedReceiver());
    const megabyte = Buffer.from(`${'x'.repeat(1024 * 1024 - 1)}\n`);
    const answers: boolean[] = [];
    for (let i = 0; i < 33; i += 1) answers.push(receiver.storeBytes(megabyte, 1));
    expect(answers).toEqual([...Array(32).fill(true), false]);
    let isDrained = false;
    receiver.onDrain(() => {
      isDrained = true;
    });
    await nextBatch();
    expect(isDrained).toBe(true);
  });

  test('I5 a receiver that does not wait when it should is refused beyond four times the bound, and it is told', async () => {
    const { receiver, nextBatch, events } = start(new PlayedReceiver());
    const megabyte = Buffer.from(`${'x'.repeat(1024 * 1024 - 1)}\n`);
    for (let i = 0; i < 200; i += 1) receiver.storeBytes(megabyte, 1);
    expect((await nextBatch()).length).toBe(129);
    expect(receiver.store('again')).toBe(true);
    expect(events.filter((event) => event.startsWith('error')).map((event) => event.trim())).toEqual([
      'error Records are refused: store has said false for long, and it must wait until drained',
      'error 71 records were refused, because the receiver did not wait',
    ]);
  });

  test('I9 DISK_ONLY: a batch reads its blocks from their files', async () => {
    const { receiver, nextBatch } = start(new PlayedReceiver(StorageLevel.DISK_ONLY));
    await receiver.storeMultiple(['a', 'b']);
    expect(await nextBatch()).toEqual(['a', 'b']);
  });
});

describe('a graceful stop', () => {
  test('ctx-graceful-receiver S9 four rounds on one engine: every stored record is counted', async () => {
    const engine = new EngineContext();
    for (let round = 0; round < 4; round += 1) {
      let counter = 1;
      let total = 0;
      const receiver = new PlayedReceiver();
      receiver.onStarted = async () => {
        while (!receiver.isStopped) {
          if (!receiver.store(`${counter}`)) await receiver.drained();
          counter += 1;
          if (counter % 1000 === 0) await new Promise(setImmediate);
        }
      };
      const context = new StreamingContext(engine, 100, { failedOutputPolicy: 'fail' });
      ssc = context;
      context
        .receiverStream(receiver)
        .count()
        .foreachRDD(async (rdd) => {
          total += await rdd.first();
        });
      context.start();
      await until(() => total > 0);
      await context.stop({ graceful: true, stopEngineContext: false });
      expect(counter).toBe(total + 1);
    }
    engine.stop();
  });

  test('ctx-graceful-slow-receiver S9 what onStop stores until it resolves is counted', async () => {
    const clock = new ManualClock();
    let total = 0;
    let sent = 0;
    let allSent: Promise<void> | undefined;
    const receiver = new PlayedReceiver();
    receiver.onStarted = () => {
      allSent = (async () => {
        for (; sent < 15; sent += 1) {
          await new Promise<void>((resolve) => clock.at(clock.now() + 1000, resolve));
          receiver.store(`${sent}`);
        }
      })();
    };
    receiver.onStopped = () => allSent;
    const context = new StreamingContext({}, 100, { clock, gracefulStopTimeout: 20_000 });
    ssc = context;
    context.receiverStream(receiver).foreachRDD(async (rdd) => {
      total += await rdd.count();
    });
    context.start();
    clock.advance(500);
    let hasStopped = false;
    const stopped = context.stop({ graceful: true }).then(() => {
      hasStopped = true;
    });
    while (!hasStopped) {
      clock.advance(100);
      await new Promise(setImmediate);
    }
    await stopped;
    expect([sent, total]).toEqual([15, 15]);
  });
});
