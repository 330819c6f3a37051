import { expect, test } from 'vitest';
import { ManualClock } from '../../testing/manual-clock.ts';
import { zeroCounters } from './counters.ts';
import { RawReading, wrapRawLine } from './raw-reading.ts';
import { FakeTarget } from './test-support.ts';

function setUp() {
  const clock = new ManualClock(50);
  const target = new FakeTarget();
  const counters = zeroCounters();
  const position = { source: 'raw', epoch: 'r', next: 1, lastAt: Number.NEGATIVE_INFINITY, durable: 0 };
  const reading = new RawReading({ clock, target, counters, position });
  const line = (text: string | Buffer, isUtf8 = true): void => {
    const bytes = Buffer.from(text as string);
    reading.line(bytes, 0, bytes.length, isUtf8);
  };
  return { clock, target, counters, reading, line };
}

test.each([
  ['hello #world', '{"text":"hello #world","__rec":{"at":7}}'],
  ['say "hi"\t\\', '{"text":"say \\"hi\\"\\t\\\\","__rec":{"at":7}}'],
  ['\0', '{"text":"\\u0000","__rec":{"at":7}}'],
  ['{', '{"text":"{","__rec":{"at":7}}'],
  ['[1,2]', '{"text":"[1,2]","__rec":{"at":7}}'],
  ['17', '{"text":"17","__rec":{"at":7}}'],
  ['{}', '{"__rec":{"at":7}}'],
  ['{ }', '{ "__rec":{"at":7}}'],
  ['{"data":{"id":"9007199254740993"}}', '{"data":{"id":"9007199254740993"},"__rec":{"at":7}}'],
])('the line %j becomes %s', (line, expected) => {
  expect(wrapRawLine(line, 7)).toBe(expected);
});

test('our own stamp counts, whatever the line says', () => {
  expect(JSON.parse(wrapRawLine('{"__rec":{"at":1},"a":1}', 7))).toEqual({ a: 1, __rec: { at: 7 } });
});

test('lines are stamped and numbered as they come; blank ones are skipped', () => {
  const { clock, target, line } = setUp();
  line('a');
  line('');
  line('  \t');
  clock.advance(5);
  line('b ');
  expect(target.records).toEqual([
    { sequence: 1, at: 50, text: '{"text":"a","__rec":{"at":50}}' },
    { sequence: 2, at: 55, text: '{"text":"b","__rec":{"at":55}}' },
  ]);
});

test('a line that is no text keeps its place and is counted', () => {
  const { target, counters, reading, line } = setUp();
  line(Buffer.from([0xff]), false);
  reading.tooLong();
  line('x'.repeat(64 * 1024 + 1));
  expect(target.records.map(({ text }) => text)).toEqual([
    '{"__rec":{"at":50,"error":"bad_utf8"}}',
    '{"__rec":{"at":50,"error":"too_long"}}',
    '{"__rec":{"at":50,"error":"too_long"}}',
  ]);
  expect(counters).toMatchObject({ records: 3, badUtf8: 1, tooLong: 2 });
});
