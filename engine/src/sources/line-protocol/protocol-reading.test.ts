import { describe, expect, test } from 'vitest';
import { LineSplitter } from '../line-splitter.ts';
import { zeroCounters } from './counters.ts';
import { MAX_LINE_BYTES } from './messages.ts';
import { ProtocolReading } from './protocol-reading.ts';
import { FakeTarget, recordLine, recordLines } from './test-support.ts';

/** Reads `bytes` from sequence number `next` on. */
function read(text: string | Buffer, { next = 1, lastAt = Number.NEGATIVE_INFINITY } = {}) {
  const target = new FakeTarget();
  const counters = zeroCounters();
  const gaps: string[] = [];
  const conditions: unknown[] = [];
  let ends = 0;
  const position = { source: 'replay', epoch: 'e1', next, lastAt, durable: 0 };
  const reading = new ProtocolReading({
    position,
    target,
    counters,
    onFirstRecord: () => {},
    onUseful: () => {},
    onCondition: (condition) => conditions.push(condition),
    onGap: (expected, got) => gaps.push(`${expected}…${got}`),
    onEnd: () => {
      ends += 1;
    },
  });
  const splitter = new LineSplitter({
    maxLineBytes: MAX_LINE_BYTES,
    onLine: (bytes, start, end, isUtf8) => reading.line(bytes, start, end, isUtf8),
    onTooLong: (bytes, start, end) => reading.tooLong(bytes, start, end),
  });
  splitter.push(Buffer.from(text as string));
  reading.caughtUp();
  return { target, counters, gaps, conditions, ends, position };
}

const errorAt = (at: number, reason: string): string => `{"__rec":{"at":${at},"error":"${reason}"}}`;
const badUtf8 = (line: string): Buffer => Buffer.from(line, 'latin1');

test('records are passed on as they came', () => {
  const record = '{"data":{"id":"9007199254740993","text":"é"},"__rec":{"at":5}}';
  const { target, position } = read(`{"s":1,"r":${record}}\n`);
  expect(target.records).toEqual([{ sequence: 1, at: 5, text: record }]);
  expect(target.said).toEqual(['watermark 5']);
  expect(position).toMatchObject({ next: 2, lastAt: 5 });
});

test.each([
  ['spaces', '{ "s": 1, "r": {"a":1,"__rec":{"at":5}} }'],
  ['another order', '{"r":{"a":1,"__rec":{"at":5}},"s":1}'],
  ['a stamp that says more', '{"s":1,"r":{"a":1,"__rec":{"at":5,"dt":2}}}'],
  ['a stamp in the middle', '{"s":1,"r":{"__rec":{"at":5},"a":1}}'],
  ['keys we do not know', '{"s":1,"r":{"a":1,"__rec":{"at":5}},"future":{}}'],
])('a record may be written with %s', (_name, line) => {
  const { target } = read(`${line}\n`);
  expect(target.records).toMatchObject([{ sequence: 1, at: 5 }]);
  expect(JSON.parse(target.records[0]?.text ?? '')).toMatchObject({ a: 1, __rec: { at: 5 } });
});

describe('sequence numbers', () => {
  test('that it already had are dropped and counted', () => {
    const { target, counters } = read(recordLines(1, 4) + recordLines(2, 6), { next: 3 });
    expect(target.sequences).toEqual([3, 4, 5]);
    expect(counters).toMatchObject({ records: 3, duplicates: 4 });
  });

  test('that are missing end the reading', () => {
    const { target, counters, gaps } = read(recordLines(1, 3) + recordLines(5, 9));
    expect(target.sequences).toEqual([1, 2]);
    expect(gaps).toEqual(['3…5']);
    expect(counters.gaps).toBe(1);
  });

  test('that are missing at the end are a gap too', () => {
    const { gaps, ends } = read(`${recordLines(1, 3)}{"end":{"next":5}}\n`);
    expect(gaps).toEqual(['3…5']);
    expect(ends).toBe(0);
  });
});

describe('a line that is no record', () => {
  const [one, two] = [recordLine(1), recordLine(2)];

  test.each([
    ['broken UTF-8', badUtf8('{"s":3,"r":{"a":"\xff","__rec":{"at":1003}}}'), 1003, 'bad_utf8'],
    ['broken UTF-8 without a stamp', badUtf8('{"s":3,"r":{"a":"\xff"}}'), 1002, 'bad_utf8'],
    ['broken JSON', '{"s":3,"r":{"a":oops,"__rec":{"x":9}}}', 1002, 'not_json'],
    ['a list', '{"s":3,"r":[1]}', 1002, 'not_object'],
    ['nothing', '{"s":3,"r":null}', 1002, 'not_object'],
    ['no stamp', '{"s":3,"r":{"a":1}}', 1002, 'bad_line'],
    ['a stamp before time', '{"s":3,"r":{"a":1,"__rec":{"at":-1}}}', 1002, 'bad_line'],
    ['a stamp after time', '{"s":3,"r":{"a":1,"__rec":{"at":1e16}}}', 1002, 'bad_line'],
    ['64 KiB and more', `{"s":3,"r":{"a":"${'x'.repeat(70_000)}"}}`, 1002, 'too_long'],
    ['64 KiB and a little', `{"s":3,"r":{"a":"${'x'.repeat(65_530)}"},"x":0}`, 1002, 'bad_line'],
  ])('keeps its sequence number: %s', (_name, line, at, reason) => {
    const bytes = Buffer.concat([one, two, line, '\n', recordLine(4)].map((part) => Buffer.from(part)));
    const { target, gaps, counters } = read(bytes);
    expect(gaps).toEqual([]);
    expect(target.sequences).toEqual([1, 2, 3, 4]);
    expect(target.records[2]).toEqual({ sequence: 3, at, text: errorAt(at, reason) });
    expect(counters.tooLong + counters.badUtf8 + counters.badLines).toBe(1);
  });

  test.each([
    ['garbage', '\0\0\0', 'not_json'],
    ['a lone brace', '{', 'not_json'],
    ['an empty line', '', 'not_json'],
    ['broken UTF-8', '\xff\xfe', 'bad_utf8'],
    ['a negative number', '{"s":-3,"r":{}}', 'not_json'],
    ['a huge number', `{"s":${'9'.repeat(400)},"r":{"__rec":{"at":1}}}`, 'not_json'],
    ['200 kB of it', 'x'.repeat(200_000), 'too_long'],
  ])('of which no number can be read stands for the one that is missing: %s', (_name, line, reason) => {
    const bytes = Buffer.concat([one, two].map((part) => Buffer.from(part)));
    const { target, gaps } = read(Buffer.concat([bytes, badUtf8(`${line}\n`), Buffer.from(recordLine(4))]));
    expect(gaps).toEqual([]);
    expect(target.records[2]).toEqual({ sequence: 3, at: 1004, text: errorAt(1004, reason) });
    expect(target.sequences).toEqual([1, 2, 3, 4]);
  });

  test('may be nested as deeply as it likes', () => {
    const deep = `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)},"__rec":{"at":1003}}`;
    const { target, gaps } = read(`${one}${two}{"x":0,"s":3,"r":${deep}}\n${recordLine(4)}`);
    expect(gaps).toEqual([]);
    expect(target.sequences).toEqual([1, 2, 3, 4]);
  });

  test('stands for none where none is missing', () => {
    const { target, gaps, counters } = read(`${one}junk\n${two}`);
    expect(target.sequences).toEqual([1, 2]);
    expect(gaps).toEqual([]);
    expect(counters.badLines).toBe(1);
  });

  test('stands for one only: what else is missing is a gap', () => {
    const { target, gaps } = read(`${one}junk\n${recordLine(4)}`);
    expect(target.sequences).toEqual([1]);
    expect(gaps).toEqual(['2…4']);
  });

  test('stands for the last one before the end', () => {
    const { target, ends } = read(`${one}junk\n{"end":{"next":3}}\n`);
    expect(target.records[1]).toMatchObject({ sequence: 2, text: errorAt(1001, 'not_json') });
    expect(ends).toBe(1);
  });

  test('takes the next record’s stamp where it is the first of all', () => {
    const { target } = read(Buffer.concat([badUtf8('{"s":1,"r":{"a":"\xff"}}\n'), Buffer.from(two)]));
    expect(target.records[0]).toEqual({ sequence: 1, at: 1002, text: errorAt(1002, 'bad_utf8') });
    expect(target.sequences).toEqual([1, 2]);
  });

  test('that came before is a duplicate', () => {
    const { counters, target } = read(badUtf8('{"s":1,"r":{"a":"\xff"}}\n'), { next: 5 });
    expect(target.records).toEqual([]);
    expect(counters).toMatchObject({ duplicates: 1, badUtf8: 0 });
  });
});

test('a stamp never goes back within a source', () => {
  const { target } = read(recordLine(1, 50) + recordLine(2, 40) + recordLine(3, 60));
  expect(target.records.map(({ at }) => at)).toEqual([50, 50, 60]);
});

test('heartbeats say how far time has come, once and never back', () => {
  const { target, conditions } = read(
    '{"hb":0}\n{"hb":70}\n{"hb":70}\n{"hb":60}\n{"hb":80,"status":{"state":"backoff","why":"X says 429"}}\n',
  );
  expect(target.said).toEqual(['watermark 70', 'watermark 80']);
  expect(conditions.at(-1)).toEqual({ state: 'backoff', why: 'X says 429', retryAt: null });
});

test('a heartbeat after the end does not bring the stream back', () => {
  const { target, ends } = read(`${recordLine(1, 50)}{"end":{"next":2}}\n{"hb":90}\n`);
  expect(ends).toBe(1);
  expect(target.said).toEqual(['watermark 50']);
});
