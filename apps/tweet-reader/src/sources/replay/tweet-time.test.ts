import { describe, expect, test } from 'vitest';
import { parseTime, shiftDate, tweetTime } from './tweet-time.ts';

describe('parseTime', () => {
  test.each([
    ['2026-11-22T08:39:58.352Z', 1795336798352],
    ['2026-11-22T08:39:58Z', 1795336798000],
    ['2026-11-22T08:39:58.352999Z', 1795336798352],
    ['2026-11-22T10:39:58+02:00', 1795336798000],
    ['2026-11-22T03:09:58-0530', 1795336798000],
    ['2026-11-22 08:39:58', 1795336798000],
    ['2026-11-22 08:39:58+00:00', 1795336798000],
    ['2026-11-22', 1795305600000],
    ['Wed Oct 10 20:19:24 +0000 2018', 1539202764000],
    ['Wed Oct 10 22:19:24 +0200 2018', 1539202764000],
    [1795336798352, 1795336798352],
    [1795336798, 1795336798000],
    [1795336798352.9, 1795336798352],
  ])('%j', (value, time) => {
    expect(parseTime(value)).toBe(time);
  });

  test.each([
    'yesterday',
    '',
    'Wed Foo 10 20:19:24 +0000 2018',
    '1795336798352',
    -5,
    Number.NaN,
    1e300,
    null,
    undefined,
    {},
    [],
    '1960-01-01T00:00:00Z',
  ])('%j tells no time', (value) => {
    expect(parseTime(value)).toBeNaN();
  });
});

test.each([
  ['its stamp before all else', { __rec: { at: 5 }, data: { created_at: '2026-11-22T08:39:58Z' } }, 5],
  ['a stamp that is a date', { __rec: { at: '2026-11-22T08:39:58Z' } }, 1795336798000],
  ['created_at in data', { data: { id: '1', created_at: '2026-11-22T08:39:58Z' } }, 1795336798000],
  ['created_at at the top', { text: 'a', created_at: 'Wed Oct 10 20:19:24 +0000 2018' }, 1539202764000],
  ['the snowflake', { data: { id: '1050118621198921728' } }, 1539202764211],
  ['the snowflake of an id_str', { id: 1, id_str: '1050118621198921728' }, 1539202764211],
  ['a snowflake when created_at is nonsense', { id: '1050118621198921728', created_at: 'x' }, 1539202764211],
])('the time of a tweet: %s', (_name, record, time) => {
  expect(tweetTime(record)).toBe(time);
});

test.each([
  ['an id from before snowflakes', { id: '29700859247' }],
  ['an id that is no number', { id: 'at://did/post/1' }],
  ['nothing', {}],
  ['a stamp out of range', { __rec: { at: 9e15 } }],
])('no time in %s', (_name, record) => {
  expect(tweetTime(record)).toBeNaN();
});

test('a date moves on in its own form', () => {
  expect(shiftDate('2026-11-22T08:39:58.352Z', 1000)).toBe('2026-11-22T08:39:59.352Z');
  expect(shiftDate('Wed Oct 10 20:19:24 +0000 2018', 86_400_000)).toBe('Thu Oct 11 20:19:24 +0000 2018');
  expect(shiftDate('soon', 1000)).toBeUndefined();
});
