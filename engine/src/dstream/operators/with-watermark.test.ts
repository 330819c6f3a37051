import { describe, expect, expectTypeOf, test } from 'vitest';
import { runStream, runStreams } from '../../testing/index.ts';
import type { DStream } from '../dstream.ts';
import type { EventTimeStream } from '../event-time/event-time-stream.ts';
import { formatResult, parseWords, runWords, type Word } from '../event-time/testing/words.ts';
import type { WindowResult } from '../event-time/window-store.ts';

const tumbling = (words: EventTimeStream<Word>) => words.tumblingWindow(10);
const sliding = (words: EventTimeStream<Word>) => words.slidingWindow(10, 5);
const sessions = (words: EventTimeStream<Word>) => words.sessionWindow(10);

describe('the watermark', () => {
  test('E1 is the latest event time − delayThreshold, and never goes back', async () => {
    const { watermarks } = await runWords(
      parseWords('a@20 a@14 | a@31 a@12 | a@21 a@5 | | a@32'),
      10,
      tumbling,
    );
    expect(watermarks).toEqual([10, 21, 21, 21, 22]);
  });

  test('E1 is -Infinity before the first record', async () => {
    const { watermarks } = await runWords([null, [], ...parseWords('a@7')], 10, tumbling);
    expect(watermarks).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, -3]);
  });

  test('E1 does not judge the batch that moved it', async () => {
    const { given, late } = await runWords(parseWords('a@95 a@3 | a@4'), 10, tumbling);
    expect([given, late]).toEqual(['a[0,10)=1 | ', ' | a@4']);
  });

  test.each([
    [undefined, [5, 5, 5, 5, 5]],
    [3000, [5, 5, 5, 3005, 4005]],
    [1000, [5, 1005, 2005, 3005, 4005]],
    [0, [5, 1005, 2005, 3005, 4005]],
  ])('E6 without records for %s ms', async (idleTimeout, expected) => {
    const options = idleTimeout === undefined ? {} : { idleTimeout };
    const { watermarks } = await runWords(parseWords('a@15 | | | | '), 10, tumbling, options);
    expect(watermarks).toEqual(expected);
  });

  test('E6 stays before the first record, and where it was when records come again', async () => {
    const { watermarks, late } = await runWords(parseWords('| | a@15 | | a@16'), 10, tumbling, {
      idleTimeout: 1000,
    });
    expect(watermarks.slice(0, 2)).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(watermarks.slice(2)).toEqual([5, 1005, 1005]);
    expect(late).toContain('a@16');
  });

  test('E7 is set by the program, for the next batch', async () => {
    let words: EventTimeStream<Word> | undefined;
    const given = await runStream(
      parseWords('a@1 | a@2 | a@3 | a@4'),
      (stream) => {
        words = stream.withWatermark(100, ([, at]) => at);
        return words.tumblingWindow(10).countByKey().map(formatResult);
      },
      { onBatch: (batchTime) => batchTime === 2000 && words?.advanceWatermark(Number.POSITIVE_INFINITY) },
    );
    expect(given).toEqual([[], [], ['a[0,10)=3'], []]);
    expect(words?.status).toMatchObject({ watermark: Number.POSITIVE_INFINITY });
    expect(words?.status.windows[0]).toMatchObject({ lateRecords: 1, openWindows: 0 });
    expect(() => words?.advanceWatermark(Number.NaN)).toThrow(
      expect.objectContaining({ code: 'INVALID_TIME' }),
    );
  });

  test('E7 a stop gives no open window', async () => {
    const { given, status } = await runWords(parseWords('a@1 b@2'), 0, tumbling);
    expect(given).toBe('');
    expect(status.windows[0]?.openWindows).toBe(2);
  });
});

describe('windows', () => {
  test.each([
    ['tumbling', 'a@0 a@9 a@10 | a@20 | a@30', tumbling, 'a[0,10)=2 | a[10,20)=1 | a[20,30)=1'],
    ['tumbling, not closed a ms early', 'a@0 | a@9 | a@10', tumbling, ' |  | a[0,10)=2'],
    ['tumbling, gaps are not given', 'a@0 | a@55', tumbling, ' | a[0,10)=1'],
    ['several keys', 'a@0 b@1 a@2 | c@10', tumbling, ' | a[0,10)=2 b[0,10)=1'],
    ['several windows at once', 'a@25 a@5 a@15 | a@99', tumbling, 'a[0,10)=1 a[10,20)=1 | a[20,30)=1'],
    ['sliding', 'a@7 | a@10 | a@15', sliding, ' | a[0,10)=1 | a[5,15)=2'],
    ['sliding, before the epoch', 'a@2 | a@5', sliding, ' | a[-5,5)=1'],
    [
      'sliding by no divisor',
      'a@0 a@3 a@6 | a@99',
      (w: EventTimeStream<Word>) => w.slidingWindow(5, 3),
      'a[-3,2)=1 a[0,5)=2 | a[3,8)=2 a[6,11)=1',
    ],
  ])('E2 %s', async (_name, input, windowsOf, expected) => {
    const { given, late } = await runWords(parseWords(input), 0, windowsOf);
    expect(given).toBe(expected);
    expect(late.replaceAll(/[ |]/g, '')).toBe('');
  });

  test.each([
    ['in any order', 'a@20 a@0 a@13 a@4 b@4 | | b@99', ' |  | b[4,14)=1 a[0,30)=4'],
    ['exactly gap later is the next', 'a@0 a@10 | b@99', ' | a[0,10)=1 a[10,20)=1'],
    ['a ms less is the same', 'a@0 a@9 | b@99', ' | a[0,19)=2'],
    ['one between two makes them one', 'a@0 a@15 | a@8 | b@99', ' |  | a[0,25)=3'],
    ['extended to the left', 'a@20 | a@14 | a@5 | b@99', ' |  |  | a[5,30)=3'],
    ['extended after its first end', 'a@5 | a@12 | a@20 | b@99', ' |  |  | a[5,30)=3'],
    ['an older one of the same key ends first', 'a@45 | a@30 | b@66 | b@75', ' |  | a[30,40)=1 | a[45,55)=1'],
  ])('E4 sessions: %s', async (_name, input, expected) => {
    const { given, status } = await runWords(parseWords(input), 20, sessions, { maxFuture: 60_000 });
    expect(given.split(' | ').slice(0, 9).join(' | ')).toBe(expected);
    expect(status.windows[0]?.openWindows).toBe(1);
  });

  test('E10 updates come in each batch that changed a window, and not again at its end', async () => {
    const { given } = await runWords(parseWords('a@1 b@1 | a@2 a@12 | | a@30 a@3'), 5, (words) =>
      words.tumblingWindow(10, { emit: 'update' }),
    );
    expect(given).toBe('a[0,10)=1 b[0,10)=1 | a[0,10)=2 a[10,20)=1 |  | a[0,10)=3 a[30,40)=1');
  });

  test('E2 counts without keys, and values as keys', async () => {
    const run = (define: (words: EventTimeStream<string>) => DStream<unknown>) =>
      runStream<Word, unknown>(parseWords('a@1 b@2 a@3 | a@10'), (stream) =>
        define(stream.withWatermark(0, ([, at]) => at).map(([word]) => word)),
      );
    expect(await run((words) => words.tumblingWindow(10).count())).toEqual([
      [],
      [{ window: { start: 0, end: 10 }, value: 3 }],
    ]);
    expect(await run((words) => words.tumblingWindow(10).countByValue().map(formatResult))).toEqual([
      [],
      ['a[0,10)=2', 'b[0,10)=1'],
    ]);
  });

  test('E9 grouped values are in order of event time, across batches and merged sessions', async () => {
    for (const windowsOf of [(w: EventTimeStream<Word>) => w.tumblingWindow(100), sessions]) {
      const { given } = await runWords(parseWords('a@18 a@1 | a@9 a@9 | a@5 | b@150'), 50, windowsOf, {
        count: (windows) =>
          windows.groupByKey().map(({ value, ...rest }) => ({ ...rest, value: value.join() })),
      });
      expect(given).toMatch(/=1,5,9,9,18$/);
    }
  });

  test.each([['combineByKey'], ['aggregateByKey']] as const)(
    'E9 %s with combiners that change in place, in sliding windows',
    async (operation) => {
      const { given } = await runWords(parseWords('a@7 | a@8 | a@9 | b@99'), 0, sliding, {
        count(windows) {
          const push = (list: number[], at: number): number[] => {
            list.push(at);
            return list;
          };
          const append = (a: number[], b: number[]): number[] => {
            a.push(...b);
            return a;
          };
          return operation === 'combineByKey'
            ? windows.combineByKey((at) => [at], push, append)
            : windows.aggregateByKey<string, number, number[]>([], push, append);
        },
      });
      expect(given).toBe(' |  |  | a[0,10)=789 a[5,15)=789');
    },
  );
});

describe('late records', () => {
  test.each([
    ['a window that is over', tumbling, 'a@20 | a@9 a@10 | a@9', 10, ' | a@9 | a@9', 2, 0],
    ['none older than the watermark, as the window is open', tumbling, 'a@19 | a@1', 10, ' | ', 0, 0],
    ['sliding, some windows over', sliding, 'a@20 | a@6 a@4', 10, ' | a@4', 1, 1],
    ['sessions, a ms older than the watermark', sessions, 'a@20 | a@9 a@10', 10, ' | a@9', 1, 0],
    ['delayThreshold 0: the same time again is not late', tumbling, 'a@20 | a@20', 0, ' | ', 0, 0],
    ['all of a batch', tumbling, 'a@50 | a@1 b@2', 0, ' | a@1 b@2', 2, 0],
  ])('E3 %s', async (_name, windowsOf, input, delayThreshold, expected, lateRecords, partlyLateRecords) => {
    const { late, status } = await runWords(parseWords(input), delayThreshold, windowsOf);
    expect(late).toBe(expected);
    expect(status.windows[0]).toMatchObject({ lateRecords, partlyLateRecords });
  });

  test('E3 a session that was given is not given again, nor one that overlaps it', async () => {
    const { given, late } = await runWords(parseWords('a@0 | a@20 | a@9 | a@99'), 8, sessions);
    expect(given).toBe(' | a[0,10)=1 |  | a[20,30)=1');
    expect(late).toBe(' |  | a@9 | ');
  });
});

describe('invalid event times', () => {
  const future = 3000 + 60_000;

  test('E5 are counted, given apart, and move nothing', async () => {
    const words: Word[] = [
      ['nan', Number.NaN],
      ['undefined', undefined as never],
      ['text', '5' as never],
      ['big', 5n as never],
      ['null', null as never],
      ['negative', -1],
      ['eternity', Number.POSITIVE_INFINITY],
      ['never', Number.NEGATIVE_INFINITY],
      ['absurd', 8e15],
      ['tooFar', future + 1],
      ['as far as may be', future],
      ['zero', 0],
      ['fraction', 0.5],
    ];
    const { given, invalid, late, status } = await runWords([[], [], words, []], 0, tumbling);
    expect(invalid.split(' | ')[2]?.split(' ')).toEqual([
      'nan:noTime',
      'undefined:noTime',
      'text:noTime',
      'big:noTime',
      'null:noTime',
      'negative:negative',
      'eternity:future',
      'never:negative',
      'absurd:future',
      'tooFar:future',
    ]);
    expect(given).toBe(' |  | zero[0,10)=1 fraction[0,10)=1 | ');
    expect(late.replaceAll(/[ |]/g, '')).toBe('');
    expect(status).toMatchObject({
      watermark: future,
      maxEventTime: future,
      invalidRecords: { noTime: 5, negative: 2, future: 3 },
    });
  });

  test('E5 maxFuture Infinity believes every stamp', async () => {
    const { status } = await runWords([[['a', 8e15]]], 0, tumbling, { maxFuture: Number.POSITIVE_INFINITY });
    expect(status.watermark).toBe(8e15);
  });
});

describe('two streams', () => {
  const union = (inputs: string[], options: { idleTimeout?: number } = {}) => {
    const watermarks: number[] = [];
    const [one = [], two = []] = inputs.map(parseWords);
    let both: EventTimeStream<Word> | undefined;
    return runStreams<[Word, Word], string>(
      [one, two],
      ([first, second]) => {
        both = first
          .withWatermark(0, ([, at]) => at, options)
          .union(second.withWatermark(10, ([, at]) => at, options));
        return both.tumblingWindow(10).countByKey().map(formatResult);
      },
      { onBatch: () => watermarks.push(both?.status.watermark ?? Number.NaN) },
    ).then((given) => ({ given, watermarks, status: both?.status }));
  };

  test('E8 have the smaller watermark, and all records', async () => {
    const { given, watermarks } = await union(['a@30 | a@31 | a@32', 'a@5 | a@25 | a@60']);
    expect(watermarks).toEqual([-5, 15, 32]);
    expect(given).toEqual([[], ['a[0,10)=1'], ['a[20,30)=1']]);
  });

  test('E8 wait for each other unless one is idle', async () => {
    expect((await union(['a@30 | a@31 | a@32', '| | '])).watermarks).toEqual(
      Array(3).fill(Number.NEGATIVE_INFINITY),
    );
    expect((await union(['a@30 | a@31 | a@32', '| | a@3'], { idleTimeout: 1000 })).watermarks).toEqual([
      Number.NEGATIVE_INFINITY,
      31,
      31,
    ]);
  });

  test('E8 count what is invalid in both', async () => {
    const { status } = await union(['a@x a@30', 'b@-3 b@x']);
    expect(status?.invalidRecords).toEqual({ noTime: 2, negative: 1, future: 0 });
  });
});

test('E13 steps keep the event time', async () => {
  const given = await runStream<Word, string>(parseWords('ab@1 c@9 | d@10'), (stream) =>
    stream
      .withWatermark(0, ([, at]) => at)
      .filter(([word]) => word !== 'c')
      .flatMap(([word]) => word.split(''))
      .map((letter) => [letter.toUpperCase(), 2])
      .tumblingWindow(10)
      .reduceByKey((a, b) => a + b)
      .map(formatResult),
  );
  expect(given).toEqual([[], ['A[0,10)=2', 'B[0,10)=2']]);
});

describe('at definition', () => {
  test.each([
    ['INVALID_DURATION', (s: DStream<number>) => s.withWatermark(-1, (at) => at)],
    ['INVALID_DURATION', (s: DStream<number>) => s.withWatermark(Number.NaN, (at) => at)],
    ['INVALID_DURATION', (s: DStream<number>) => s.withWatermark(Number.POSITIVE_INFINITY, (at) => at)],
    ['INVALID_DURATION', (s: DStream<number>) => s.withWatermark(0, (at) => at, { maxFuture: -1 })],
    ['INVALID_DURATION', (s: DStream<number>) => s.withWatermark(0, (at) => at, { idleTimeout: 0.5 })],
    ['INVALID_DURATION', (s: DStream<number>) => s.withWatermark(0, (at) => at).tumblingWindow(0)],
    ['INVALID_DURATION', (s: DStream<number>) => s.withWatermark(0, (at) => at).slidingWindow(10, 11)],
    ['INVALID_DURATION', (s: DStream<number>) => s.withWatermark(0, (at) => at).sessionWindow(-5)],
    ['TOO_MANY_WINDOWS', (s: DStream<number>) => s.withWatermark(0, (at) => at).slidingWindow(10_001, 1)],
  ])('E14 %s', async (code, define) => {
    const run = runStream<number, number>([[1]], (stream) => {
      define(stream);
      return stream;
    });
    await expect(run).rejects.toMatchObject({ code });
  });

  test('E14 types are inferred, and only pairs have keys', () => {
    const check = (lines: DStream<string>): void => {
      const words = lines.withWatermark(0, (line) => line.length).map((word) => [word, 1]);
      const windows = words.tumblingWindow(10);
      type Counts = DStream<WindowResult<string, number>>;
      expectTypeOf(windows.reduceByKey((a, b) => a + b)).toEqualTypeOf<Counts>();
      expectTypeOf(windows.countByKey()).toEqualTypeOf<Counts>();
      expectTypeOf(windows.groupByKey()).toEqualTypeOf<DStream<WindowResult<string, number[]>>>();
      expectTypeOf(
        windows.combineByKey(
          (value) => new Set([value]),
          (set, value) => set.add(value),
          (a, b) => a.union(b),
        ),
      ).toEqualTypeOf<DStream<WindowResult<string, Set<number>>>>();
      expectTypeOf(windows.late).toEqualTypeOf<DStream<[string, number]>>();
      // @ts-expect-error: a text has no key
      lines
        .withWatermark(0, () => 0)
        .tumblingWindow(10)
        .countByKey();
      // @ts-expect-error: sessions have no updates
      words.sessionWindow(10, { emit: 'update' });
      // @ts-expect-error: a time is a number
      lines.withWatermark(0, (line) => line);
    };
    expect(check).toBeTypeOf('function');
  });
});
