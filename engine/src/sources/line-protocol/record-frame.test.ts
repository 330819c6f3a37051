import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RecordFrame, readAt, readFrame, readSequence } from './record-frame.ts';

function read(line: string): { sequence: number; record: string } | undefined {
  const bytes = Buffer.from(`#${line}#`);
  const frame: RecordFrame = { sequence: 0, start: 0, end: 0 };
  if (!readFrame(bytes, 1, bytes.length - 1, frame)) return undefined;
  return { sequence: frame.sequence, record: bytes.toString('utf8', frame.start, frame.end) };
}

describe('a record’s frame', () => {
  test.each([
    ['{"s":1,"r":{}}', 1, '{}'],
    ['{"s":900,"r":{"a":1}}', 900, '{"a":1}'],
    ['{"s":999999999999999,"r":{"a":"é"}}', 999_999_999_999_999, '{"a":"é"}'],
  ])('is found in %s', (line, sequence, record) => {
    expect(read(line)).toEqual({ sequence, record });
  });

  test.each([
    '',
    '{',
    '{"s":',
    '{"s":1',
    '{"s":1,"r":',
    '{"s":1,"r":}',
    '{"s":1,"r":{}',
    '{"s":1,"r":1}}',
    '{"s":,"r":{}}',
    '{"s":01,"r":{}}',
    '{"s":-1,"r":{}}',
    '{"s":1.5,"r":{}}',
    '{"s":1e3,"r":{}}',
    '{"s":1234567890123456,"r":{}}',
    '{"s": 1,"r":{}}',
    '{"r":{},"s":1}',
    '{"s":1,"r":{},"x":1}',
    '{"hb":1}',
  ])('is left to the parser in %s', (line) => {
    expect(read(line)).toBeUndefined();
  });

  test('gives a sequence number even where the record is broken', () => {
    const frame: RecordFrame = { sequence: 0, start: 0, end: 0 };
    const bytes = Buffer.from('{"s":17,"r":{"text":"\xff');
    expect(readSequence(bytes, 0, bytes.length, frame)).toBe(12);
    expect(frame.sequence).toBe(17);
  });
});

describe('a record’s stamp', () => {
  const at = (record: string): number => {
    const bytes = Buffer.from(record);
    return readAt(bytes, 0, bytes.length);
  };

  test.each([
    ['{"__rec":{"at":0}}', 0],
    ['{"data":{},"__rec":{"at":1795336800123}}', 1_795_336_800_123],
  ])('is read from %s', (record, expected) => {
    expect(at(record)).toBe(expected);
  });

  test.each([
    '',
    '}}',
    '{"__rec":{"at":}}',
    '{"__rec":{"at":01}}',
    '{"__rec":{"at":-5}}',
    '{"__rec":{"at":1.5}}',
    '{"__rec":{"at":"5"}}',
    '{"__rec":{"at":5,"dt":3}}',
    '{"__rec":{"dt":3,"at":5}}',
    '{"data":{"__rec":{"at":5}}}',
    '{"__rec":{"at":5}}}',
    '{"__rec":{"at":1234567890123456}}',
    '{"text":"\\"__rec\\":{\\"at\\":5}}"}',
  ])('is left to the parser in %s', (record) => {
    expect(at(record)).toBe(-1);
  });

  test('never differs from what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.object(), fc.nat(1e12), (object, stamp) => {
        const record = JSON.stringify({ ...object, __rec: { at: stamp } });
        expect([stamp, -1]).toContain(at(record));
      }),
    );
  });
});
