import { afterEach, describe, expect, test } from 'vitest';
import { SourceTimeInputDStream } from '../dstream/source-time-input-dstream.ts';
import { decodeLines } from '../receiver/decode-lines.ts';
import type { SourceTimeSink } from '../receiver/source-time.ts';
import { StreamingContext } from '../streaming-context.ts';
import type { StreamingContextOptions } from '../streaming-context-options.ts';
import { ManualClock } from '../testing/index.ts';
import { batchTimeOf } from '../time/interval.ts';

const BATCH = 10;

/** A source that the test plays: each word is a record, its number is its time. */
class PlayedSource extends SourceTimeInputDStream<string> {
  sink: SourceTimeSink | undefined;
  #sequence = 1;

  constructor(ssc: StreamingContext) {
    super(ssc, { name: 'played', decode: decodeLines });
  }

  protected override onStart(sink: SourceTimeSink): void {
    this.sink = sink;
  }

  protected override onStop(): void {}

  connect(clock: 'live' | 'recorded', connected = true): void {
    this.sink?.setConnection({ connected, clock });
  }

  /** Stores a record stamped `at` and says so. A late one goes into the open batch. */
  record(at: number, text = `r${at}`): boolean | undefined {
    const { sink } = this;
    if (sink === undefined) return undefined;
    const isLate = batchTimeOf(at, BATCH) <= sink.lastBatchTime;
    const batchTime = isLate ? sink.lastBatchTime + BATCH : batchTimeOf(at, BATCH);
    this.#sequence += 1;
    const mayReadOn = sink.store({
      batchTime,
      bytes: Buffer.from(`${text}\n`),
      numRecords: 1,
      epoch: 'e',
      fromSequence: this.#sequence - 1,
      untilSequence: this.#sequence,
      numLate: isLate ? 1 : 0,
    });
    sink.advanceWatermark(at);
    return mayReadOn;
  }
}

let ssc: StreamingContext;
afterEach(() => ssc.stop());

function start(numSources: number, options: StreamingContextOptions = {}) {
  const clock = new ManualClock(1000);
  ssc = new StreamingContext({}, BATCH, {
    clock,
    batchTime: 'source',
    maxLateness: 50,
    failedOutputPolicy: 'fail',
    ...options,
  });
  const sources = Array.from({ length: numSources }, () => new PlayedSource(ssc));
  const batches: string[] = [];
  let gate: Promise<void> | undefined;
  ssc.union(sources).foreachRDD(async (rdd, time) => {
    await gate;
    batches.push(`${time}: ${(await rdd.collect()).join(' ')}`.trim());
  });
  ssc.start();
  return {
    clock,
    source: sources[0] as PlayedSource,
    other: sources[1] as PlayedSource,
    batches,
    hold(until: Promise<void>): void {
      gate = until;
    },
  };
}

describe('a recorded source', () => {
  test('T1 a batch t holds the records with t − 10 < at ≤ t', async () => {
    const { source, batches } = start(1);
    source.connect('recorded');
    for (const at of [1, 10, 11, 20, 21]) source.record(at);
    await ssc.awaitIdle();

    expect(batches).toEqual(['10: r1 r10', '20: r11 r20']);
  });

  test('T2 a batch closes when the watermark is past its end, not when it reaches it', async () => {
    const { source, batches } = start(1);
    source.connect('recorded');
    source.record(5);
    source.sink?.advanceWatermark(10);
    await ssc.awaitIdle();
    expect(batches).toEqual([]);

    source.sink?.advanceWatermark(11);
    await ssc.awaitIdle();
    expect(batches).toEqual(['10: r5']);
  });

  test('T3 the clock closes nothing, connected or not', async () => {
    const { clock, source, batches } = start(1);
    source.connect('recorded');
    source.record(5);
    source.connect('recorded', false);
    clock.advance(1_000_000);
    await ssc.awaitIdle();

    expect(batches).toEqual([]);
  });

  test('T4 its end closes the last batch, and awaitSourcesEnded resolves when that has run', async () => {
    const { source, batches } = start(1);
    source.connect('recorded');
    source.record(5);
    source.record(12);
    source.sink?.end();
    await ssc.awaitSourcesEnded();

    expect(batches).toEqual(['10: r5', '20: r12']);
  });

  test('T4 a new recording goes on where the last one ended', async () => {
    const { source, batches } = start(1);
    source.connect('recorded');
    source.record(5);
    source.sink?.end();
    await ssc.awaitSourcesEnded();
    source.record(25);
    source.sink?.end();
    await ssc.awaitSourcesEnded();

    expect(batches).toEqual(['10: r5', '20:', '30: r25']);
  });

  test('T5 empty batches between two others are run, those before the first are not', async () => {
    const { source, batches } = start(1);
    source.connect('recorded');
    source.record(1005);
    source.record(1035);
    source.sink?.end();
    await ssc.awaitSourcesEnded();

    expect(batches).toEqual(['1010: r1005', '1020:', '1030:', '1040: r1035']);
  });

  test('T6 a gap longer than 1000 batches is jumped over after 1000 empty ones', async () => {
    const { source, batches } = start(1);
    source.connect('recorded');
    source.record(5);
    source.record(3 * 365 * 86_400_000);
    source.record(3 * 365 * 86_400_000 + 5);
    source.sink?.end();
    await ssc.awaitSourcesEnded();

    expect(batches.filter((batch) => !batch.endsWith(':'))).toEqual([
      '10: r5',
      '94608000000: r94608000000',
      '94608000010: r94608000005',
    ]);
    expect(batches.length).toBe(1003);
  });

  test('T7 what is closed and waits is bounded: store says false, and drain comes when there is room', async () => {
    const { source, hold } = start(1, { maxPendingBatches: 2 });
    let open = (): void => {};
    hold(
      new Promise((resolve) => {
        open = resolve;
      }),
    );
    let drained = 0;
    source.sink?.onDrain(() => {
      drained += 1;
    });
    source.connect('recorded');
    const mayReadOn = [5, 15, 25, 35, 45].map((at) => source.record(at));
    expect(mayReadOn).toEqual([true, true, true, true, false]);
    expect(drained).toBe(0);

    open();
    await ssc.awaitIdle();
    expect(drained).toBe(1);
  });

  test('T7 the open batch never says false, however much it holds', () => {
    const { source } = start(1, { maxPendingBytes: 10 });
    source.connect('recorded');

    expect([1, 2, 3].map((at) => source.record(at, 'x'.repeat(100)))).toEqual([true, true, true]);
  });

  test('T8 a batch that an earlier life has run takes nothing more', async () => {
    const { source, batches } = start(1, { lastBatchTime: 20 });
    source.connect('recorded');
    expect(source.sink?.lastBatchTime).toBe(20);
    source.record(15);
    source.record(31);
    await ssc.awaitIdle();

    expect(batches).toEqual(['30: r15']);
    expect(() =>
      source.sink?.store({
        batchTime: 20,
        bytes: Buffer.from('x\n'),
        numRecords: 1,
        epoch: 'e',
        fromSequence: 9,
        untilSequence: 10,
        numLate: 0,
      }),
    ).toThrow(expect.objectContaining({ code: 'BATCH_CLOSED' }));
  });

  test('T9 what a batch holds can be asked while it runs', async () => {
    const { source } = start(1);
    source.connect('recorded');
    source.record(1);
    source.record(2);
    source.record(11);
    expect(source.inputInfo(10)).toEqual({
      numRecords: 2,
      numLate: 0,
      numBytes: 6,
      offsetRanges: [{ epoch: 'e', fromSequence: 1, untilSequence: 3 }],
    });
    expect(ssc.getBatchInfo(10)).toMatchObject({ submissionTime: 1000, numRecords: 2 });
    await ssc.awaitIdle();
    expect(ssc.getBatchInfo(10)).toMatchObject({ processingStartTime: 1000, totalDelay: 0 });
  });

  test('T10 a graceful stop runs what is closed and leaves the open batch', async () => {
    const { source, batches } = start(1);
    source.connect('recorded');
    for (const at of [5, 15, 25]) source.record(at);
    await ssc.stop({ graceful: true });

    expect(batches).toEqual(['10: r5', '20: r15']);
  });
});

describe('a live source', () => {
  test('T11 empty batches are run too, from the first after the start', async () => {
    const { source, batches } = start(1);
    source.connect('live');
    source.sink?.advanceWatermark(1021);
    await ssc.awaitIdle();

    expect(batches).toEqual(['1010:', '1020:']);
  });

  test('T11 what it still had from before the start comes first', async () => {
    const { source, batches } = start(1);
    source.connect('live');
    source.record(985);
    source.record(1001);
    await ssc.awaitIdle();

    expect(batches).toEqual(['990: r985', '1000:']);
  });

  test('T12 while it is connected, batches wait for it', async () => {
    const { clock, source, batches } = start(1);
    source.connect('live');
    clock.advance(10_000);
    await ssc.awaitIdle();

    expect(batches).toEqual([]);
  });

  test('T13 while it is not, it holds a batch back for maxLateness, from its end or from the start', async () => {
    const { clock, source, batches } = start(1);
    source.connect('live', false);
    clock.setTime(1059);
    await ssc.awaitIdle();
    expect(batches).toEqual([]);

    clock.setTime(1060);
    await ssc.awaitIdle();
    expect(batches).toEqual(['1010:']);

    clock.setTime(1080);
    await ssc.awaitIdle();
    expect(batches).toEqual(['1010:', '1020:', '1030:']);
  });

  test('T14 what comes after its batch has closed goes into the next one and is counted as late', async () => {
    const { clock, source, batches } = start(1);
    source.connect('live', false);
    clock.setTime(1060);
    await ssc.awaitIdle();
    source.connect('live');
    source.record(1005);
    source.record(1021);
    expect(source.inputInfo(1020)).toMatchObject({ numRecords: 1, numLate: 1 });
    await ssc.awaitIdle();

    expect(batches).toEqual(['1010:', '1020: r1005']);
  });
});

describe('several sources', () => {
  test('T15 a batch closes when all have passed it', async () => {
    const { source, other, batches } = start(2);
    source.connect('recorded');
    other.connect('recorded');
    source.record(5);
    source.record(25);
    other.record(8);
    await ssc.awaitIdle();
    expect(batches).toEqual([]);

    other.record(15);
    await ssc.awaitIdle();
    expect(batches).toEqual(['10: r5 r8']);

    other.sink?.end();
    await ssc.awaitIdle();
    expect(batches).toEqual(['10: r5 r8', '20: r15']);
  });

  test('T16 a source that has not said what it is holds every batch back', async () => {
    const { clock, source, batches } = start(2);
    source.connect('live');
    source.record(1005);
    source.record(1025);
    clock.advance(100_000);
    await ssc.awaitIdle();

    expect(batches).toEqual([]);
  });
});

test('T17 windows slide over the gap; a state is kept over a jump, a window is not', async () => {
  const clock = new ManualClock();
  ssc = new StreamingContext({}, BATCH, { clock, batchTime: 'source', failedOutputPolicy: 'fail' });
  const source = new PlayedSource(ssc);
  const pairs = source.map(() => ['n', 1]);
  const add = (a: number, b: number): number => a + b;
  const last = new Map<string, unknown>();
  const note = (name: string) => async (rdd: { collect(): Promise<unknown> }, time: number) => {
    last.set(`${name} ${time}`, await rdd.collect());
  };
  pairs.reduceByKeyAndWindow(add, (a, b) => a - b, 20).foreachRDD(note('window'));
  pairs
    .updateStateByKey<string, number, number>((values, state = 0) => values.reduce(add, state))
    .foreachRDD(note('state'));
  ssc.start();
  source.connect('recorded');
  for (const at of [5, 6, 1_000_005, 1_000_012]) source.record(at);
  source.sink?.end();
  await ssc.awaitSourcesEnded();

  expect(last.get('window 10')).toEqual([['n', 2]]);
  expect(last.get('window 20')).toEqual([['n', 2]]);
  expect(last.get('window 30')).toEqual([['n', 0]]);
  expect(last.get('window 1000010')).toEqual([['n', 1]]);
  expect(last.get('window 1000020')).toEqual([['n', 2]]);
  expect(last.get('state 1000020')).toEqual([['n', 4]]);
});
