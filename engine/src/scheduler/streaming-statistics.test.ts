import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StreamingStatistics } from './streaming-statistics.ts';
import { batchInfo, completed, operation, started } from './testing/batch-info-fixture.ts';

const LIMIT = 1000;
const STREAMS = [
  { id: 0, name: 'socket', hasReceiver: true },
  { id: 1, name: 'queue', hasReceiver: false },
];
const make = (retainedBatches = LIMIT): StreamingStatistics =>
  new StreamingStatistics({ batchDuration: 100, retainedBatches, streams: () => STREAMS });

/** waiting, running, completed */
const sizes = (statistics: StreamingStatistics): number[] => [
  statistics.waitingBatches.length,
  statistics.runningBatches.length,
  statistics.retainedCompletedBatches.length,
];

describe('a batch on its way', () => {
  test('M1 waits, runs, has completed', () => {
    const statistics = make();
    const batch = batchInfo(1000, 300);
    const seen: unknown[] = [];
    const look = (): void => {
      const { numTotalReceivedRecords, numTotalProcessedRecords } = statistics.totals;
      seen.push([sizes(statistics), numTotalReceivedRecords, numTotalProcessedRecords]);
    };
    look();
    statistics.onBatchSubmitted(batch);
    look();
    statistics.onBatchStarted(started(batch));
    look();
    statistics.onBatchCompleted(completed(batch));
    look();
    expect(seen).toEqual([
      [[0, 0, 0], 0, 0],
      [[1, 0, 0], 0, 0],
      [[0, 1, 0], 300, 0],
      [[0, 0, 1], 300, 300],
    ]);
  });

  test('M1 its output operations are told as they run', () => {
    const statistics = make();
    const batch = batchInfo(1000);
    statistics.onBatchStarted(started(batch));
    statistics.onOutputOperationStarted(operation(1000, 1, { startTime: 1001 }));
    expect(statistics.batch(1000)).toMatchObject({
      status: 'PROCESSING',
      info: { outputOperationInfos: [{ id: 0 }, { id: 1, startTime: 1001 }] },
    });
  });

  test('M2 the last received batch may still wait; the last completed one is that of the highest time', () => {
    const statistics = make();
    statistics.onBatchCompleted(completed(batchInfo(3000)));
    statistics.onBatchCompleted(completed(batchInfo(2000)));
    statistics.onBatchSubmitted(batchInfo(4000, 7));
    expect(statistics.lastCompletedBatch?.batchTime).toBe(3000);
    expect(statistics.lastReceivedBatch?.batchTime).toBe(4000);
    expect([...statistics.lastReceivedBatchRecords]).toEqual([
      [0, 7],
      [1, 0],
    ]);
  });

  test('M2 rates are those of all batches that are remembered, in order of time', () => {
    const statistics = make();
    statistics.onBatchCompleted(completed(batchInfo(200, 30)));
    statistics.onBatchSubmitted(batchInfo(300, 1));
    statistics.onBatchCompleted(completed(batchInfo(100, 20)));
    expect(statistics.recordRates(0)).toEqual([
      { batchTime: 100, recordsPerSecond: 200 },
      { batchTime: 200, recordsPerSecond: 300 },
      { batchTime: 300, recordsPerSecond: 10 },
    ]);
  });

  test('M3 a failed batch has completed, and counts as failed', () => {
    const statistics = make();
    statistics.onBatchCompleted(completed(batchInfo(1000), 5, 'Error: boom'));
    statistics.onBatchCompleted(completed(batchInfo(2000)));
    expect(statistics.totals).toMatchObject({ numTotalCompletedBatches: 2, numTotalFailedBatches: 1 });
    expect(statistics.batch(1000)?.info.failureReason).toBe('Error: boom');
  });

  test('M4 a long reason is kept short', () => {
    const statistics = make();
    statistics.onBatchCompleted(completed(batchInfo(1000), 5, 'x'.repeat(1_000_000)));
    expect(JSON.stringify(statistics.batch(1000)?.info).length).toBeLessThan(20_000);
  });
});

describe('receivers', () => {
  test('M2 active ones and those that have stopped', () => {
    const statistics = make();
    const info = {
      streamId: 0,
      name: 'socket',
      active: true,
      location: 'here',
      executorId: 'driver',
      lastErrorMessage: '',
      lastError: '',
      lastErrorTime: -1,
    };
    const numbers = (): number[] => [
      statistics.numReceivers,
      statistics.numActiveReceivers,
      statistics.numInactiveReceivers,
    ];
    expect(numbers()).toEqual([1, 0, 0]);
    statistics.onReceiverStarted(info);
    expect(numbers()).toEqual([1, 1, 0]);
    statistics.onReceiverError({ ...info, lastErrorMessage: 'lost it' });
    expect(statistics.receiverInfo(0)?.lastErrorMessage).toBe('lost it');
    statistics.onReceiverStopped({ ...info, active: false });
    expect(numbers()).toEqual([1, 0, 1]);
  });
});

describe('events out of order', () => {
  const jobOf = (batchTime: number, outputOpId = 0, jobId = 0) => ({ batchTime, outputOpId, jobId });

  test('ui-out-of-order M4 jobs that start before or after their batch', () => {
    const statistics = make();
    const bound = (): number => sizes(statistics).reduce((a, b) => a + b, 0) + 10;
    for (let time = 1; time <= LIMIT; time += 1) {
      statistics.onBatchCompleted(completed(batchInfo(time, 0)));
      statistics.onJobStarted(jobOf(time));
      expect(statistics.numBatchesWithJobs).toBeLessThanOrEqual(bound());
    }
    statistics.onJobStarted(jobOf(LIMIT + 1));
    const batch = batchInfo(LIMIT + 1, 0);
    statistics.onBatchSubmitted(batch);
    expect(statistics.batch(LIMIT + 1)).toEqual({ status: 'QUEUED', info: batch });
    expect(statistics.jobIds(LIMIT + 1, 0)).toEqual([0]);
    for (let time = LIMIT + 2; time <= 2 * LIMIT; time += 1) {
      statistics.onBatchCompleted(completed(batchInfo(time, 0)));
    }
    for (let time = LIMIT + 2; time <= 2 * LIMIT; time += 1) {
      statistics.onJobStarted(jobOf(time));
      expect(statistics.numBatchesWithJobs).toBeLessThanOrEqual(bound());
    }
  });

  test('ui-leak M4 nothing is left of batches long gone', () => {
    const statistics = make();
    for (let time = 1; time <= 2 * LIMIT; time += 1) {
      const batch = batchInfo(time);
      statistics.onBatchSubmitted(batch);
      statistics.onBatchStarted(started(batch));
      for (const [op, job] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ] as const)
        statistics.onJobStarted(jobOf(time, op, job));
      statistics.onBatchCompleted(completed(batch));
    }
    expect(sizes(statistics)).toEqual([0, 0, LIMIT]);
    expect(statistics.numBatchesWithJobs).toBeLessThanOrEqual(LIMIT + 10);
    expect([statistics.jobIds(2 * LIMIT, 0), statistics.jobIds(2 * LIMIT, 1)]).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(statistics.jobIds(LIMIT, 0)).toEqual([]);
  });

  test('M4 whatever order events come in, a completed batch does not wait or run', () => {
    const event = fc.constantFrom('onBatchSubmitted', 'onBatchStarted', 'onBatchCompleted', 'job');
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.integer({ min: 1, max: 8 }))), (events) => {
        const statistics = make(3);
        const done = new Set<number>();
        for (const [name, time] of events) {
          const batch = completed(batchInfo(time));
          if (name === 'job') statistics.onJobStarted(jobOf(time));
          else statistics[name as 'onBatchStarted'](batch);
          if (name === 'onBatchCompleted') done.add(time);
          const unfinished = [...statistics.waitingBatches, ...statistics.runningBatches];
          const kept = statistics.retainedCompletedBatches.map(({ batchTime }) => batchTime);
          expect(unfinished.filter(({ batchTime }) => kept.includes(batchTime))).toEqual([]);
          expect(kept.length).toBeLessThanOrEqual(3);
          expect(statistics.numBatchesWithJobs).toBeLessThanOrEqual(unfinished.length + kept.length + 10);
        }
      }),
    );
  });
});
