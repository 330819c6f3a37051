import { afterEach, describe, expect, test } from 'vitest';
import { MemoryCheckpointStore } from '../checkpoint/memory-checkpoint-store.ts';
import { ReceiverTracker } from '../receiver/receiver-tracker.ts';
import { PlayedReceiver } from '../receiver/test-support.ts';
import { StreamingContext } from '../streaming-context.ts';
import { ManualClock } from '../testing/index.ts';
import type { ContextBackPressure } from './back-pressure.ts';
import { RateController } from './rate-controller.ts';
import type { RateEstimator } from './rate-estimator.ts';

let ssc: StreamingContext | undefined;
afterEach(async () => {
  await ssc?.stop();
  ssc = undefined;
});

const constant = (ratePerSecond: number): RateEstimator => ({ compute: () => ratePerSecond });

/** How many records a receiver that does as it is told gets into the second from now. */
async function received(receiver: PlayedReceiver, clock: ManualClock): Promise<number> {
  let count = 0;
  const end = clock.now() + 1000;
  while (clock.now() < end) {
    while (clock.now() < end && receiver.store('x')) count += 1;
    count += 1;
    let mayGoOn = false;
    void receiver.drained().then(() => {
      mayGoOn = true;
    });
    while (!mayGoOn) {
      clock.advance(1);
      await new Promise(setImmediate);
    }
  }
  return count;
}

test('rate-controller-publish B11 each completed batch publishes a whole rate; the receiver gets it', () => {
  const clock = new ManualClock();
  const receivers = new ReceiverTracker(clock, () => {});
  const rates = [100, 200.9, undefined, 300];
  const published: number[] = [];
  const controller = new RateController(0, { compute: () => rates.shift() }, (rate) => {
    published.push(rate);
    receivers.updateRate(0, rate);
  });
  receivers.startReceiver(new PlayedReceiver(), 0, 'played');
  const inForce: (number | undefined)[] = [];
  for (let batchTime = 50; batchTime <= 200; batchTime += 50) {
    controller.onBatchCompleted({
      batchTime,
      status: 'completed',
      streamIdToInputInfo: new Map([[0, { inputStreamId: 0, numRecords: 5, metadata: {} }]]),
      submissionTime: batchTime,
      processingStartTime: batchTime,
      processingEndTime: batchTime + 1,
      schedulingDelay: 0,
      processingDelay: 1,
      totalDelay: 1,
      numRecords: 5,
      outputOperationInfos: [],
    });
    inForce.push(receivers.ratePerSecond(0));
  }
  expect(published).toEqual([100, 200, 300]);
  expect(inForce).toEqual([100, 200, 200, 300]);
});

test('recv-rate-update B11 a rate reaches all block generators of a receiver, and one that starts later', () => {
  const receivers = new ReceiverTracker(new ManualClock(), () => {});
  const receiver = new PlayedReceiver();
  const supervisor = receivers.startReceiver(receiver, 0, 'played');
  const custom = receiver.createBlockGenerator({ onPushBlock() {}, onError() {} });
  receivers.updateRate(0, 100);
  receivers.updateRate(1, 50);

  expect([supervisor.ratePerSecond, custom.limiter.ratePerSecond]).toEqual([100, 100]);
  expect(receiver.createBlockGenerator({ onPushBlock() {}, onError() {} }).limiter.ratePerSecond).toBe(100);
  expect(receivers.startReceiver(new PlayedReceiver(), 1, 'later').ratePerSecond).toBe(50);
});

describe('in a context', () => {
  function start(backPressure: ContextBackPressure, store = new MemoryCheckpointStore(), now = 0) {
    const clock = new ManualClock(now);
    const receivers = [new PlayedReceiver(), new PlayedReceiver()] as const;
    ssc = StreamingContext.getOrCreate(store, () => {
      const made = new StreamingContext({}, 1000, { clock, backPressure });
      for (const receiver of receivers) made.receiverStream(receiver).foreachRDD(() => {});
      return made;
    });
    ssc.start();
    return { clock, receivers, context: ssc };
  }

  test('B11 the initial rate holds from the first batch', async () => {
    const { clock, receivers } = start({ enabled: true, initialRatePerSecond: 50 });
    expect(await received(receivers[0], clock)).toBeLessThanOrEqual(51);
  });

  test('B11 without one the first batch has a bound too', async () => {
    const { receivers } = start({ enabled: true });
    let count = 0;
    while (receivers[0].store('x')) count += 1;
    expect(count).toBeLessThanOrEqual(10_000);
  });

  test('B11 every receiver follows its own estimates, over a restart too', async () => {
    const made: number[] = [];
    const { clock, receivers, context } = start({
      enabled: true,
      estimator: () => constant(made.push(0) === 1 ? 20 : 80),
    });
    for (const receiver of receivers) receiver.store('x');
    clock.advance(1000);
    await context.awaitIdle();
    receivers[0].restart('again', undefined, 1000);
    clock.advance(1000);
    await context.awaitIdle();

    const counts = [await received(receivers[0], clock), await received(receivers[1], clock)];
    // What was not used for 100 ms may be used at once.
    expect(counts[0]).toBeGreaterThanOrEqual(19);
    expect(counts[0]).toBeLessThanOrEqual(23);
    expect(counts[1]).toBeGreaterThanOrEqual(78);
    expect(counts[1]).toBeLessThanOrEqual(90);
  });

  test('ckpt-rate-controller B11 a recovered receiver begins with the rate that was in force', async () => {
    const store = new MemoryCheckpointStore();
    const first = start({ enabled: true, estimator: () => constant(200) }, store);
    for (let batch = 0; batch < 5; batch += 1) {
      first.receivers[0].store('x');
      first.clock.advance(1000);
      await first.context.awaitIdle();
    }
    await first.context.stop();

    const estimator = (): RateEstimator => ({ compute: () => undefined });
    const { clock, receivers } = start({ enabled: true, estimator }, store, 5000);
    const count = await received(receivers[0], clock);
    expect(count).toBeGreaterThanOrEqual(195);
    expect(count).toBeLessThanOrEqual(222);
  });
});
