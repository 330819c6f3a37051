import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { StreamingContext } from '../../streaming-context.ts';
import { ManualClock, runStream } from '../../testing/index.ts';
import { seconds } from '../../time/duration.ts';
import type { DStream } from '../dstream.ts';
import { type Matched, Pattern } from '../pattern/pattern.ts';
import type { DetectPatternOptions, PatternDStream } from './detect-pattern.ts';

// An event is written as a letter and a digit to tell it from others: `a1`. All are of one key.
const is =
  (letter: string) =>
  (event: string): boolean =>
    event.startsWith(letter);

const textOf = ([, events]: [string, Matched<string, string>]): string =>
  Object.values(events).flat().join('');

async function run<N extends string>(
  pattern: Pattern<string, N>,
  batches: string,
  options: DetectPatternOptions<string, string> = {},
): Promise<{ readonly matches: string; readonly unfinished: string }> {
  const input = batches.split('|').map((batch) =>
    batch
      .trim()
      .split(/\s+/)
      .filter((event) => event !== ''),
  );
  const detect = (events: DStream<string>): PatternDStream<string, string, N> =>
    events.map((event): [string, string] => ['key', event]).detectPattern(pattern, options);
  const matches = await runStream(input, detect);
  const unfinished = await runStream(input, (events) => detect(events).unfinished());
  return {
    matches: matches.map((batch) => batch.map(textOf).join(' ')).join('|'),
    unfinished: unfinished
      .map((batch) =>
        batch.map(([key, { reason, events }]) => `${textOf([key, events])}:${reason}`).join(' '),
      )
      .join('|'),
  };
}

const ab = Pattern.begin('a', is('a')).followedBy('b', is('b')).within(seconds(2));

describe('N1 steps', () => {
  test.each([
    ['followedBy passes others over, and takes the first', ab, 'a1 c1 b1 b2', 'a1b1'],
    ['every event that may begin a match begins one', ab, 'a1 a2 b1', 'a1b1 a2b1'],
    [
      'next takes the very next',
      Pattern.begin('a', is('a')).next('b', is('b')).within(seconds(2)),
      'a1 a2 b1 a3 c1 b2',
      'a2b1',
    ],
    ['over batches', ab, 'a1 | c1 | b1', '||a1b1'],
    [
      'times in the way of its step',
      Pattern.begin('a', is('a'))
        .next('b', is('b'))
        .times(2)
        .followedBy('c', is('c'))
        .times(2)
        .within(seconds(2)),
      'a1 b1 b2 c1 a2 c2 b3 b4 c3 c4',
      'a1b1b2c1c2',
    ],
    [
      'times of the first',
      Pattern.begin('a', is('a')).times(2).within(seconds(2)),
      'a1 c1 a2 a3',
      'a1a2 a2a3',
    ],
    ['a single event', Pattern.begin('a', is('a')).within(seconds(2)), 'a1 | b1 a2', 'a1|a2'],
    [
      'what was taken may decide',
      Pattern.begin('first', is('a'))
        .followedBy('same', (event: string, { first }) => event[1] === first?.[0]?.[1])
        .within(seconds(2)),
      'a1 b2 b1',
      'a1b1',
    ],
  ])('%s', async (_name, pattern, batches, expected) => {
    expect((await run(pattern as Pattern<string, string>, batches)).matches).toBe(expected);
  });
});

describe('N2 what may not come', () => {
  const between = Pattern.begin('a', is('a'))
    .notFollowedBy('x', is('x'))
    .followedBy('b', is('b'))
    .within(seconds(2));
  const after = Pattern.begin('a', is('a')).notFollowedBy('x', is('x')).within(seconds(1));
  test.each([
    ['between two steps', between, 'a1 c1 b1 a2 x1 b2', 'a1b1'],
    ['after the last, until within has passed', after, 'a1 | | a2 | x1 | |', '||a1|||'],
    ['at the last moment', after, 'a1 | x1 | | ', '|||'],
    ['it comes too late', after, 'a1 | | x1 | ', '||a1|'],
  ])('%s', async (_name, pattern, batches, expected) => {
    expect((await run(pattern, batches)).matches).toBe(expected);
  });
});

describe('N3 time', () => {
  test.each([
    ['within is from the first event to the last, both included', ab, 'a1 | | b1', '||a1b1', '||'],
    [
      'what is too old is told once, when its time has passed',
      ab,
      'a1 | c1 | | b1 |',
      '||||',
      '|||a1:timeout|',
    ],
    ['also without any event', ab, 'a1 | a2 | | | ', '||||', '|||a1:timeout|a2:timeout'],
  ])('%s', async (_name, pattern, batches, matches, unfinished) => {
    expect(await run(pattern, batches)).toEqual({ matches, unfinished });
  });

  const at = (event: string): number => Number(event.slice(1)) * 1000;

  test('with eventTime events say when they happened', async () => {
    expect(await run(ab, 'a1 b3 a5 b8', { eventTime: at })).toEqual({
      matches: 'a1b3',
      unfinished: 'a5:timeout',
    });
    expect(await run(ab, 'a1 | | | | b3', { eventTime: at, idleTimeout: seconds(10) })).toEqual({
      matches: '||||a1b3',
      unfinished: '||||',
    });
  });

  test('with eventTime a key without events is given up by batch times', async () => {
    expect(await run(ab, 'a1 | | | | b2', { eventTime: at })).toEqual({
      matches: '||||',
      unfinished: '|||a1:timeout|',
    });
  });
});

describe('N4 bounds', () => {
  test('skipPastLastEvent: an event is in one match at most', async () => {
    const skip = { afterMatch: 'skipPastLastEvent' } as const;
    expect((await run(ab, 'a1 a2 b1 a3 | b2', skip)).matches).toBe('a1b1|a3b2');
    expect(
      (await run(Pattern.begin('a', is('a')).times(2).within(seconds(1)), 'a1 a2 a3 a4', skip)).matches,
    ).toBe('a1a2 a3a4');
  });

  test('the oldest of too many is given up', async () => {
    expect(await run(ab, 'a1 a2 a3 b1', { maxPartialMatches: 2 })).toEqual({
      matches: 'a2b1 a3b1',
      unfinished: 'a1:limit',
    });
  });

  test.each([
    ['no within', () => Pattern.begin('a', is('a'))],
    ['a name twice', () => Pattern.begin('a', is('a')).next('a', is('a')).within(1)],
    ['times of nothing', () => Pattern.begin('a', is('a')).times(0).within(1)],
    [
      'times of what may not come',
      () => Pattern.begin('a', is('a')).notFollowedBy('b', is('b')).times(2).within(1),
    ],
  ])('%s is INVALID_PATTERN when it is defined', (_name, pattern) => {
    const pairs = new StreamingContext({}, 1000, { clock: new ManualClock() })
      .queueStream([['a']])
      .map((event): [string, string] => ['key', event]);
    expect(() => pairs.detectPattern(pattern())).toThrow(
      expect.objectContaining({ code: 'INVALID_PATTERN' }),
    );
  });

  test('a match names its steps', () => {
    const check = (events: DStream<[number, string]>): void => {
      expectTypeOf(events.detectPattern(ab)).toExtend<DStream<[number, Matched<string, 'a' | 'b'>]>>();
    };
    expect(check).toBeTypeOf('function');
  });
});

// A pattern as data, and what it means, worked out from the whole list of a key's events at once.

interface Step {
  readonly letter: string;
  readonly isNext: boolean;
  readonly times: number;
  readonly forbidden: string | undefined;
}
interface Shape {
  readonly steps: readonly Step[];
  readonly forbiddenAfter: string | undefined;
  readonly within: number;
}

function patternOf({ steps, forbiddenAfter, within }: Shape): Pattern<string, string> {
  const [first, ...rest] = steps as [Step, ...Step[]];
  let pattern: Pattern<string, string> = Pattern.begin<string, string>('0', is(first.letter)).times(
    first.times,
  );
  for (const [i, { letter, isNext, times, forbidden }] of rest.entries()) {
    if (forbidden !== undefined) pattern = pattern.notFollowedBy(`not ${i}`, is(forbidden));
    pattern = (
      isNext ? pattern.next(`${i + 1}`, is(letter)) : pattern.followedBy(`${i + 1}`, is(letter))
    ).times(times);
  }
  if (forbiddenAfter !== undefined) pattern = pattern.notFollowedBy('not after', is(forbiddenAfter));
  return pattern.within(seconds(within));
}

function expectedMatches(
  events: readonly { readonly text: string; readonly second: number }[],
  shape: Shape,
): string[] {
  const isIn = (position: number, first: number): boolean => {
    const event = events[position];
    return event !== undefined && event.second - (events[first]?.second ?? 0) <= shape.within;
  };
  const has = (position: number, letter: string | undefined): boolean =>
    letter !== undefined && is(letter)(events[position]?.text ?? '');
  return events.flatMap((_event, first) => {
    const taken: number[] = [];
    for (const [number, { letter, isNext, times, forbidden }] of shape.steps.entries()) {
      for (let n = 0; n < times; n += 1) {
        const from = taken.length === 0 ? first : (taken.at(-1) ?? 0) + 1;
        let at = from;
        const mayPass = number > 0 || n > 0;
        while (mayPass && !isNext && isIn(at, first) && !has(at, letter) && !(n === 0 && has(at, forbidden)))
          at += 1;
        if (!isIn(at, first) || !has(at, letter) || (n === 0 && number > 0 && has(at, forbidden))) return [];
        taken.push(at);
      }
    }
    for (let at = (taken.at(-1) ?? 0) + 1; isIn(at, first); at += 1)
      if (has(at, shape.forbiddenAfter)) return [];
    return [taken.map((at) => events[at]?.text).join('')];
  });
}

test('N5 matches are those that the pattern means, however the events are cut into batches', async () => {
  const letter = fc.constantFrom('a', 'b', 'c');
  const maybe = fc.option(letter, { nil: undefined, freq: 2 });
  const step = fc.record({ letter, isNext: fc.boolean(), times: fc.constantFrom(1, 1, 2), forbidden: maybe });
  const shape = fc.record({
    steps: fc
      .array(step, { minLength: 1, maxLength: 3 })
      .map(([first, ...rest]) => [{ ...(first as Step), isNext: false }, ...rest]),
    forbiddenAfter: maybe,
    within: fc.constantFrom(1, 2, 4),
  });
  const batches = fc.array(fc.array(fc.tuple(fc.constantFrom('x', 'y'), letter), { maxLength: 4 }), {
    maxLength: 9,
  });
  await fc.assert(
    fc.asyncProperty(shape, batches, async (pattern, letters) => {
      let numEvents = 0;
      const idOf = (): number => {
        numEvents += 1;
        return numEvents;
      };
      const input = letters.map((batch) =>
        batch.map(([key, text]): [string, string] => [key, `${text}${idOf()};`]),
      );
      const output = await runStream(
        input,
        (events) => events.detectPattern(patternOf(pattern), { maxPartialMatches: 1000 }),
        {
          numBatches: input.length + 6,
        },
      );
      for (const key of ['x', 'y']) {
        const events = input.flatMap((batch, i) =>
          batch.filter(([of]) => of === key).map(([, text]) => ({ text, second: i + 1 })),
        );
        const found = output
          .flat()
          .filter(([of]) => of === key)
          .map(textOf);
        expect(found.sort()).toEqual(expectedMatches(events, pattern).sort());
      }
    }),
    { numRuns: 300 },
  );
});
