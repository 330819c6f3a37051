import { milliseconds, minutes, seconds } from '../../src/index.ts';
import { formatBatchTime } from '../../src/time/format-batch-time.ts';
import { floorTime } from '../../src/time/interval.ts';
import { isMultipleOf, to, until } from '../../src/time/time-arithmetic.ts';
import { convertToTimeUnit, normalizeDuration, type TimeUnit } from '../../src/time/time-units.ts';
import { type Call, rowByRow } from './call.ts';

type Method = (value: number, first: number, second: number) => unknown;

const plus: Method = (a, b) => a + b;
const minus: Method = (a, b) => a - b;
const less: Method = (a, b) => a < b;
const lessEq: Method = (a, b) => a <= b;
const greater: Method = (a, b) => a > b;
const greaterEq: Method = (a, b) => a >= b;
const equals: Method = (a, b) => a === b;
const times: Method = (a, b) => a * b;
const div: Method = (a, b) => a / b;

/** Spark's Time and Duration are numbers of ms with us: their arithmetic is JavaScript's, the rest functions. */
const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    '<': less,
    '<=': lessEq,
    '>': greater,
    '>=': greaterEq,
    '=': equals,
    '==': equals,
    '===': equals,
    '!=': (a, b) => a !== b,
    '+': plus,
    '-': minus,
    '*': times,
    '/': div,
    less,
    lessEq,
    greater,
    greaterEq,
    equals,
    plus,
    plusDuration: plus,
    minus,
    minusTime: minus,
    minusDuration: minus,
    times,
    div,
    compare: (a, b) => Math.sign(a - b),
    min: Math.min,
    max: Math.max,
    isZero: (a) => a === 0,
    isMultipleOf,
    floor: (time, duration, zeroTime = 0) => floorTime(time, duration, zeroTime),
    until,
    to,
    Milliseconds: milliseconds,
    Seconds: seconds,
    Minutes: minutes,
    toString: (a: number) => `${a} ms`,
  } satisfies Record<string, Method>),
);

const calls = rowByRow(() => ([name, value, ...more]) => {
  const method = METHODS.get(String(name));
  if (method === undefined) throw new Error(`unknown operation ${name} of a Time or Duration`);
  const [first, second] = more as [number, number];
  // Math.min of a missing value is no number.
  return more.length === 1
    ? (method as (a: number, b: number) => unknown)(value as number, first)
    : method(value as number, first, second);
});

const UNIT_NAMES: ReadonlyMap<string, TimeUnit> = new Map([
  ['nanoseconds', 'ns'],
  ['microseconds', 'us'],
  ['milliseconds', 'ms'],
  ['seconds', 'sec'],
  ['minutes', 'min'],
  ['hours', 'hrs'],
  ['days', 'days'],
]);
const unitOf = (text: unknown): TimeUnit => UNIT_NAMES.get(String(text).toLowerCase()) ?? (text as TimeUnit);

/** Times as numbers and as text. */
export const timeCalls: Readonly<Record<string, Call>> = {
  calls,
  convertToTimeUnit: rowByRow(
    () =>
      ([duration, unit]) =>
        convertToTimeUnit(duration as number, unitOf(unit)),
  ),
  normalizeDuration: rowByRow(() => ([duration]) => {
    const { value, unit } = normalizeDuration(duration as number);
    return [value, unit];
  }),
  shortTimeUnitString: rowByRow(
    () =>
      ([unit]) =>
        unitOf(unit),
  ),
  formatBatchTime: rowByRow(({ args }) => ([batchTime, batchDuration, ...more]) => {
    const timeZone = [...more, args.timezone, args.time_zone, args.tz].find(
      (each) => typeof each === 'string',
    );
    const showDate = more.find((each) => typeof each === 'boolean') ?? true;
    return formatBatchTime(batchTime as number, batchDuration as number, {
      showDate: showDate as boolean,
      ...(timeZone === undefined ? {} : { timeZone: timeZone as string }),
    });
  }),
};
