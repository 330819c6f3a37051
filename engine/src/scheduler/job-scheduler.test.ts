import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type BatchInfo, Receiver, StreamingContext, seconds } from '../index.ts';
import { ManualClock, TestInputDStream } from '../testing/index.ts';

const contexts: StreamingContext[] = [];
afterEach(async () => {
  for (const ssc of contexts.splice(0)) await ssc.stop();
});

function make(options: NonNullable<ConstructorParameters<typeof StreamingContext>[2]> = {}) {
  const clock = new ManualClock();
  const ssc = new StreamingContext({}, seconds(1), { clock, ...options });
  contexts.push(ssc);
  return { clock, ssc };
}

/** Outputs that end when the test says so. */
function held(numOutputs: number, concurrentJobs: number) {
  const { ssc, clock } = make({ concurrentJobs });
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const stream = new TestInputDStream<number>(ssc, [], 1);
  for (let output = 0; output < numOutputs; output += 1) {
    stream.foreachRDD(
      (_rdd, time) =>
        new Promise<void>((resolve) => {
          const job = `${time / 1000}.${output}`;
          log.push(`+${job}`);
          ends.set(job, () => {
            ends.delete(job);
            log.push(`-${job}`);
            resolve();
          });
        }),
    );
  }
  ssc.addStreamingListener({ onBatchCompleted: ({ batchTime }) => log.push(`batch ${batchTime / 1000}`) });
  ssc.start();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  };
  return { ssc, clock, log, ends, settle };
}

describe('concurrentJobs', () => {
  test('B1 with one, a batch after another, an output after another', async () => {
    const { clock, log, ends, settle } = held(2, 1);
    clock.advance(seconds(2));
    for (const job of ['1.0', '1.1', '2.0', '2.1']) {
      await settle();
      expect([...ends.keys()]).toEqual([job]);
      ends.get(job)?.();
    }
    await settle();
    expect(log).toEqual([
      '+1.0',
      '-1.0',
      '+1.1',
      '-1.1',
      'batch 1',
      '+2.0',
      '-2.0',
      '+2.1',
      '-2.1',
      'batch 2',
    ]);
  });

  test('B7 with two, an output never runs for two batches at once; batches complete in order', async () => {
    const { clock, log, ends, settle } = held(2, 2);
    clock.advance(seconds(3));
    await settle();
    expect([...ends.keys()]).toEqual(['1.0', '1.1']);
    ends.get('1.1')?.();
    await settle();
    expect([...ends.keys()], '2.0 has to wait for 1.0').toEqual(['1.0', '2.1']);
    ends.get('2.1')?.();
    await settle();
    expect([...ends.keys()]).toEqual(['1.0', '3.1']);
    ends.get('3.1')?.();
    ends.get('1.0')?.();
    await settle();
    ends.get('2.0')?.();
    await settle();
    ends.get('3.0')?.();
    await settle();
    expect(log.filter((entry) => entry.startsWith('batch'))).toEqual(['batch 1', 'batch 2', 'batch 3']);
  });

  test('B7 whatever ends first: each output sees the batches in order, no more than concurrentJobs run', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 40 }),
        async (concurrentJobs, numOutputs, choices) => {
          const { ssc, clock, log, ends, settle } = held(numOutputs, concurrentJobs);
          clock.advance(seconds(4));
          await settle();
          for (let step = 0; ends.size > 0; step += 1) {
            expect(ends.size).toBeLessThanOrEqual(concurrentJobs);
            const running = [...ends.values()];
            running[(choices[step % choices.length] as number) % running.length]?.();
            await settle();
          }
          await ssc.stop();
          for (let output = 0; output < numOutputs; output += 1) {
            const own = log.filter((entry) => entry.endsWith(`.${output}`));
            expect(own).toEqual(
              [1, 2, 3, 4].flatMap((batch) => [`+${batch}.${output}`, `-${batch}.${output}`]),
            );
          }
          expect(log.filter((entry) => entry.startsWith('batch'))).toEqual(
            [1, 2, 3, 4].map((b) => `batch ${b}`),
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  test('B7 states do not depend on it', async () => {
    const run = async (concurrentJobs: number) => {
      const { ssc, clock } = make({ concurrentJobs });
      const outputs: unknown[] = [];
      const state = new TestInputDStream(
        ssc,
        Array(8).fill([
          ['a', 1],
          ['b', 2],
        ]) as [string, number][][],
        2,
      ).updateStateByKey<string, number, number>((values, sum = 0) => values.reduce((a, b) => a + b, sum));
      for (const output of [0, 1]) {
        state.foreachRDD(async (rdd, time) => {
          const records = await rdd.collect();
          outputs[(time / 1000) * 2 + output] = records.sort();
        });
      }
      ssc.start();
      clock.advance(seconds(8));
      await ssc.awaitIdle();
      await ssc.stop();
      return outputs;
    };
    expect(await run(3)).toEqual(await run(1));
  });
});

describe('failed outputs', () => {
  test.each([
    ['none', [], {}, 'completed'],
    ['one', ['This is a failed job'], { 0: 'This is a failed job' }, 'failed'],
    [
      'two',
      ['This is a failed job', 'This is another failed job'],
      { 0: 'This is a failed job', 1: 'This is another failed job' },
      'failed',
    ],
  ])(
    'B10 listener-failures %s: the batch completes, with the reasons by output',
    async (_name, failures, expected, status) => {
      const { ssc, clock } = make();
      const infos: BatchInfo[] = [];
      const stream = new TestInputDStream<number>(ssc, [], 1);
      for (const output of [0, 1]) {
        stream.foreachRDD(() => {
          if (failures[output] !== undefined) throw new Error(failures[output]);
        });
      }
      ssc.addStreamingListener({ onBatchCompleted: (info) => void infos.push(info) });
      ssc.start();
      ssc.awaitTermination().catch(() => {});
      clock.advance(seconds(1));
      await ssc.awaitIdle();
      const reasons = infos[0]?.outputOperationInfos
        .filter(({ failureReason }) => failureReason !== undefined)
        .map(({ id, failureReason }) => [id, /Error: (.*)/.exec(failureReason ?? '')?.[1]]);
      expect(Object.fromEntries(reasons ?? [])).toEqual(expected);
      expect(infos[0]?.status).toBe(status);
    },
  );
});

describe('batches that pile up', () => {
  test('B8 1000 are made at most; the rest waits and is caught up in order', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { ssc, clock } = make();
    const times: number[] = [];
    const gate = Promise.withResolvers<void>();
    let mostSubmitted = 0;
    let submitted = 0;
    new TestInputDStream<number>(ssc, [], 1).foreachRDD(async (_rdd, time) => {
      await gate.promise;
      times.push(time / 1000);
    });
    ssc.addStreamingListener({
      onBatchSubmitted: () => {
        submitted += 1;
        mostSubmitted = Math.max(mostSubmitted, submitted);
      },
      onBatchCompleted: () => {
        submitted -= 1;
      },
    });
    ssc.start();
    clock.advance(seconds(1500));
    gate.resolve();
    await ssc.awaitIdle();
    expect(times).toEqual(Array.from({ length: 1500 }, (_, i) => i + 1));
    expect(mostSubmitted).toBe(1000);
    expect(warned.mock.calls.map(([, options]) => (options as { code?: string }).code)).toEqual([
      'BATCHES_PILE_UP',
    ]);
    warned.mockRestore();
    clock.advance(seconds(1));
    await ssc.awaitIdle();
    expect(times.at(-1)).toBe(1501);
  });

  test('B9 gen-keep-blocks a batch that runs keeps what it received, however old', async () => {
    class Played extends Receiver<string> {
      override onStart(): void {}
      override onStop(): void {}
    }
    const { ssc, clock } = make();
    const receiver = new Played();
    const hang = Promise.withResolvers<void>();
    const got: string[] = [];
    ssc.receiverStream(receiver).foreachRDD(async (rdd, time) => {
      if (time === 3000) await hang.promise;
      got.push(...(await rdd.collect()));
    });
    const completed: number[] = [];
    ssc.addStreamingListener({ onBatchCompleted: ({ batchTime }) => void completed.push(batchTime) });
    ssc.start();
    for (let batch = 1; batch <= 10; batch += 1) {
      receiver.store(`r${batch}`);
      clock.advance(seconds(1));
      await new Promise(setImmediate);
    }
    expect(completed).toEqual([1000, 2000]);
    hang.resolve();
    await ssc.awaitIdle();
    expect(got).toEqual(Array.from({ length: 10 }, (_, i) => `r${i + 1}`));
  });
});
