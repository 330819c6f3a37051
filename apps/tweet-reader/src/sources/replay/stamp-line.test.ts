import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addStamp, replaceStamp } from './stamp-line.ts';

const stamped = (line: string): string => Buffer.from(addStamp(Buffer.from(line), 5)).toString();
const restamped = (line: string): string => Buffer.from(replaceStamp(Buffer.from(line), 5)).toString();

describe('addStamp', () => {
  test.each([
    ['{"id":12345678901234567890,"b":1,"a":2}', '{"id":12345678901234567890,"b":1,"a":2,"__rec":{"at":5}}'],
    ['{}', '{"__rec":{"at":5}}'],
    ['{ \t}', '{ \t"__rec":{"at":5}}'],
    ['{"a":"{"}', '{"a":"{","__rec":{"at":5}}'],
    ['{"a":{}}', '{"a":{},"__rec":{"at":5}}'],
  ])('%s', (line, expected) => {
    expect(stamped(line)).toBe(expected);
  });

  test('keeps every key of any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const line = JSON.stringify(object);
        expect(JSON.parse(stamped(line))).toEqual({ ...JSON.parse(line), __rec: { at: 5 } });
      }),
    );
  });
});

test.each([
  ['{"a":1,"__rec":{"at":7}}', '{"a":1,"__rec":{"at":5}}'],
  ['{"__rec":{"v":1,"at":"2026-11-22","src":"x"},"a":1}', '{"__rec":{"v":1,"at":5,"src":"x"},"a":1}'],
  ['{"__rec": {"v":1}}', '{"__rec": {"at":5,"v":1}}'],
  ['{"__rec":{}}', '{"__rec":{"at":5}}'],
  ['{"__rec":17,"a":1}', '{"__rec":{"at":5},"a":1}'],
  ['{"a":{"__rec":{"at":7}}}', '{"a":{"__rec":{"at":7}},"__rec":{"at":5}}'],
])('replaceStamp %s', (line, expected) => {
  expect(restamped(line)).toBe(expected);
});
