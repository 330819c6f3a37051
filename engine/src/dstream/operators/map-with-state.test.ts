import { describe, expect, expectTypeOf, test } from 'vitest';
import { StreamingContext } from '../../streaming-context.ts';
import { formatBatches, ManualClock, parseBatches, runStream } from '../../testing/index.ts';
import { type Duration, seconds, type Time } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import type { MapWithStateDStream } from '../state/map-with-state-dstream.ts';
import type { State } from '../state/state.ts';
import { StateSpec } from '../state/state-spec.ts';

const runningCount = (_word: string, one: number | undefined, state: State<number>): number => {
  const count = (state.getOption() ?? 0) + (one ?? 0);
  if (!state.isTimingOut()) state.update(count);
  return count;
};

/** Words of each batch; what the mapping gave, and all states after it. */
async function run<M>(
  batches: string,
  spec: StateSpec<string, number, number, M>,
  checkpoint?: Duration,
): Promise<{ readonly mapped: string; readonly snapshots: string }> {
  const stream = (words: DStream<string>): MapWithStateDStream<M, string, number> => {
    const counts = words.map((word) => [word, 1]).mapWithState(spec.numPartitions(1));
    return checkpoint === undefined ? counts : counts.checkpoint(checkpoint);
  };
  const input = parseBatches(batches) as string[][];
  const mapped = await runStream(input, (words) => stream(words));
  const snapshots = await runStream(input, (words) => stream(words).stateSnapshots());
  return { mapped: formatBatches(mapped), snapshots: formatBatches(snapshots) };
}

describe('records', () => {
  test('K7 each is mapped with the state that those before it have left', async () => {
    expect(await run('a b a | b | | a', StateSpec.function(runningCount))).toEqual({
      mapped: '1 1 2 | 2 | | 3',
      snapshots: 'a:2 b:1 | a:2 b:2 | a:2 b:2 | a:3 b:2',
    });
  });

  test('K7 the full form gets the time and may give nothing', async () => {
    const spec = StateSpec.function(
      (time: Time, word: string, _one: number | undefined, state: State<number>) => {
        if (state.exists()) return `${word}@${time - state.get()}`;
        state.update(time);
        return undefined;
      },
    );
    expect(await run('a | b a | b', spec)).toEqual({
      mapped: '| a@1000 | b@1000',
      snapshots: 'a:1000 | a:1000 b:2000 | a:1000 b:2000',
    });
  });

  test('K7 the simple form gives a record for each, also for nothing', async () => {
    const spec = StateSpec.function((_word: string, _one: number | undefined, _state: State<number>) => null);
    expect((await run('a b |', spec)).mapped).toBe('null null |');
  });

  test('K7 a state removed by one record may be set by the next', async () => {
    const toggle = (_time: Time, word: string, one: number | undefined, state: State<number>) => {
      if (state.exists()) {
        state.remove();
        return word;
      }
      state.update(one ?? 0);
      return undefined;
    };
    expect(await run('a a a | a b | b', StateSpec.function(toggle))).toEqual({
      mapped: 'a | a | b',
      snapshots: 'a:1 | b:1 |',
    });
  });

  test('K7 initial states enter with the first batch, also one without an RDD, and are as old as it', async () => {
    const output = await runStream<string, [string, number]>([null, ['a'], [], []], (words, ssc) => {
      const initial = ssc.graph.engine.parallelize<[string, number]>([
        ['a', 5],
        ['z', 9],
        ['z', 1],
      ]);
      return words
        .map((word) => [word, 1])
        .mapWithState(
          StateSpec.function(runningCount).initialState(initial).numPartitions(1).timeout(seconds(1)),
        )
        .stateSnapshots();
    });
    expect(formatBatches(output)).toBe('a:5 z:9 | a:6 z:9 | a:6 |');
  });

  test('K7 keys are where the partitioner says', async () => {
    const output = await runStream([['a', 'bb', 'ccc', 'd']], (words) =>
      words
        .map((word) => [word, 1])
        .mapWithState(
          StateSpec.function(runningCount)
            .numPartitions(3)
            .partitioner((word) => word.length),
        )
        .stateSnapshots()
        .glom(),
    );
    expect(output).toEqual([
      [
        [['ccc', 1]],
        [
          ['a', 1],
          ['d', 1],
        ],
        [['bb', 1]],
      ],
    ]);
  });
});

describe('timeouts', () => {
  const marks = (
    _time: Time,
    word: string,
    one: number | undefined,
    state: State<number>,
  ): string | undefined => {
    if (state.isTimingOut()) return `${word}!`;
    if (one !== undefined && !state.exists()) state.update(one);
    return undefined;
  };

  test.each([
    [
      'at the first batch more than 2 s after the last touch',
      2,
      'a | | | | ',
      '| | | a! |',
      'a:1 | a:1 | a:1 | |',
    ],
    ['reading is a touch', 2, 'a | | a | | | ', '| | | | | a!', 'a:1 | a:1 | a:1 | a:1 | a:1 |'],
    ['data in the very batch keep it', 1, 'a | | a | b | ', '| | | | a!', 'a:1 | a:1 | a:1 | a:1 b:1 | b:1'],
    ['the longest untouched first', 1, 'b | a | | | ', '| | b! | a! |', 'b:1 | b:1 a:1 | a:1 | |'],
  ])('K8 %s', async (_name, timeout, input, mapped, snapshots) => {
    expect(await run(input, StateSpec.function(marks).timeout(seconds(timeout)))).toEqual({
      mapped,
      snapshots,
    });
  });

  test('K8 with checkpoint(2 s) they are looked for every 2 s, as Spark does', async () => {
    const { mapped } = await run(
      'a b c | a b | a | | | a | a | a',
      StateSpec.function(marks).timeout(seconds(3)),
      seconds(2),
    );
    expect(mapped).toBe('| | | | | c! b! | |');
  });

  test('K8 without a timeout reading leaves no trace', async () => {
    expect((await run('a | a | a', StateSpec.function(marks))).snapshots).toBe('a:1 | a:1 | a:1');
  });
});

describe('mws-api: specs and their types', () => {
  const words = (): DStream<string> =>
    new StreamingContext({}, 1000, { clock: new ManualClock() }).queueStream([['a']]);

  test('a stream of what was mapped, with one of (key, state)', () => {
    const pairs = words().map((word) => [word, 1]);
    const simple = pairs.mapWithState(StateSpec.function(runningCount));
    expectTypeOf(simple).toExtend<DStream<number>>();
    expectTypeOf(simple.stateSnapshots()).toEqualTypeOf<DStream<[string, number]>>();

    const full = pairs.mapWithState(
      StateSpec.function(
        (_time: Time, word: string, one: number | undefined, state: State<{ n: number }>) => {
          state.update({ n: one ?? 0 });
          return one === undefined ? undefined : [word, one];
        },
      )
        .initialState(pairs.graph.engine.parallelize<[string, { n: number }]>([['a', { n: 1 }]]))
        .numPartitions(2)
        .partitioner((word) => word.length)
        .timeout(seconds(5)),
    );
    expectTypeOf(full).toExtend<DStream<[string, number]>>();
    expectTypeOf(full.stateSnapshots()).toEqualTypeOf<DStream<[string, { n: number }]>>();
    expectTypeOf(full.checkpoint(1000).stateSnapshots()).toEqualTypeOf<DStream<[string, { n: number }]>>();

    const texts = words();
    // @ts-expect-error: a text has no key
    expect(() => texts.mapWithState(StateSpec.function(runningCount))).not.toThrow();
    // @ts-expect-error: its values are no numbers
    texts.map((word) => [word, word]).mapWithState(StateSpec.function(runningCount));
  });

  test.each([
    ['INVALID_NUM_PARTITIONS', () => StateSpec.function(runningCount).numPartitions(0)],
    ['INVALID_DURATION', () => StateSpec.function(runningCount).timeout(0)],
    ['INVALID_FUNCTION', () => StateSpec.function('no function' as unknown as typeof runningCount)],
    [
      'DURATION_NOT_A_MULTIPLE',
      () =>
        words()
          .map((word) => [word, 1])
          .mapWithState(StateSpec.function(runningCount))
          .checkpoint(1500),
    ],
  ])('K9 %s when the stream is defined', (code, define) => {
    expect(define).toThrow(expect.objectContaining({ code }));
  });

  test.each([
    ['mws-checkpoint: ten slides', 1000, undefined, 10_000],
    ['mws-checkpoint: as it is told', 10_000, 20_000, 20_000],
  ])('%s', (_name, batchDuration, explicit, expected) => {
    const ssc = new StreamingContext({}, batchDuration, { clock: new ManualClock() });
    const mapped = ssc
      .queueStream([['a']])
      .map((word) => [word, 1])
      .mapWithState(StateSpec.function(runningCount));
    if (explicit !== undefined) mapped.checkpoint(explicit);

    expect(mapped.stateCheckpointInterval).toBe(expected);
    expect(mapped.checkpointable).toBeUndefined();
  });
});

describe('K9 what a state refuses', () => {
  const misuse = (use: (state: State<number>) => void): Promise<unknown> =>
    run(
      'a |',
      StateSpec.function((_word: string, one: number | undefined, state: State<number>) => {
        if (one !== undefined) state.update(1);
        use(state);
        return 1;
      }).timeout(500),
    );

  test.each<[string, string, (state: State<number>) => void]>([
    [
      'STATE_NOT_SET',
      'State is not set',
      (state) => {
        state.remove();
        state.get();
      },
    ],
    [
      'STATE_REMOVED',
      'Cannot update the state after it has been removed',
      (state) => {
        state.remove();
        state.update(1);
      },
    ],
    [
      'STATE_REMOVED',
      'Cannot remove the state that has already been removed',
      (state) => {
        state.remove();
        state.remove();
      },
    ],
    [
      'STATE_TIMING_OUT',
      'Cannot update the state that is timing out',
      (state) => {
        if (state.isTimingOut()) state.update(2);
      },
    ],
    [
      'STATE_TIMING_OUT',
      'Cannot remove the state that is timing out',
      (state) => {
        if (state.isTimingOut()) state.remove();
      },
    ],
  ])('%s: %s', async (_code, message, use) => {
    await expect(misuse(use)).rejects.toThrow(message);
  });
});

test('K12 what a mapping throws is told with its record; a batch that is tried again finds the states before it', async () => {
  let failures = 2;
  const mapping = (_word: string, _one: number | undefined, state: State<number>): number => {
    state.update((state.getOption() ?? 0) + 1);
    if (state.get() > 1 && failures > 0) {
      failures -= 1;
      throw new Error('not now');
    }
    return state.get();
  };
  const input = parseBatches('a b | b a a') as string[][];
  const counts = (words: DStream<string>): DStream<number> =>
    words.map((word) => [word, 1]).mapWithState(StateSpec.function(mapping).numPartitions(1));
  expect(formatBatches(await runStream(input, counts))).toBe('1 1 | 2 2 3');

  failures = 100;
  await expect(runStream(input, counts)).rejects.toThrow("not now; it was given [ 'b', 1 ]");
});
