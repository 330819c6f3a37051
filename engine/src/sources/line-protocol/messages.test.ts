import { describe, expect, test } from 'vitest';
import {
  decodeEngineMessage,
  decodeGreeting,
  decodeReaderMessage,
  encodeAck,
  encodeEnd,
  encodeGreeting,
  encodeHeartbeat,
  encodeLeave,
  encodeResume,
  type Greeting,
} from './messages.ts';

const greeting: Greeting = {
  source: 'x',
  epoch: 'e1',
  clock: 'live',
  first: 5,
  next: 9,
  about: '3 rules',
};
const greetingWith = (fields: Record<string, unknown>): string =>
  JSON.stringify({ hashtide: { v: 1, ...greeting, ...fields } });

describe('a greeting', () => {
  test('is read as it was written', () => {
    expect(decodeGreeting(encodeGreeting(greeting))).toEqual(greeting);
  });

  test.each(['', 'hello', '{', '[]', 'null', '17', '{"text":"#hashtide"}', '{"s":1,"r":{}}'])(
    'is not there in %s: raw mode',
    (line) => {
      expect(decodeGreeting(line)).toBeUndefined();
    },
  );

  test.each([
    ['another version', greetingWith({ v: 2 })],
    ['no fields', '{"hashtide":{}}'],
    ['null', '{"hashtide":null}'],
    ['a list', '{"hashtide":[1]}'],
    ['an empty source', greetingWith({ source: '' })],
    ['a source that is no text', greetingWith({ source: {} })],
    ['a source that moves the cursor', greetingWith({ source: 'x\u001b[2J' })],
    ['an epoch over two lines', greetingWith({ epoch: 'e\n1' })],
    ['an endless epoch', greetingWith({ epoch: 'e'.repeat(201) })],
    ['an unknown clock', greetingWith({ clock: 'sundial' })],
    ['first as text', greetingWith({ first: '1' })],
    ['first 0', greetingWith({ first: 0 })],
    ['a negative first', greetingWith({ first: -3 })],
    ['half a record', greetingWith({ next: 5.5 })],
    ['a number too large to count with', greetingWith({ next: 1e300 })],
    ['next before first', greetingWith({ first: 5, next: 4 })],
  ])('with %s makes no sense', (_name, line) => {
    expect(decodeGreeting(line)).toBe('bad');
  });

  test('may say more than we know, and nothing about itself', () => {
    expect(decodeGreeting(greetingWith({ about: 17, future: true }))).toEqual({ ...greeting, about: '' });
  });

  test('sends no control character to a screen', () => {
    const line = greetingWith({ about: '3 rules\u001b]0;title\u0007\u202e\ud800!' });

    expect(decodeGreeting(line)).toEqual({ ...greeting, about: '3 rules ]0;title !' });
  });
});

describe('a reader’s message', () => {
  test.each([
    [encodeHeartbeat(17), { kind: 'heartbeat', at: 17, condition: undefined }],
    [
      encodeHeartbeat(17, { state: 'backoff', why: 'X says 429', retryAt: 99 }),
      { kind: 'heartbeat', at: 17, condition: { state: 'backoff', why: 'X says 429', retryAt: 99 } },
    ],
    [
      encodeHeartbeat(17, { state: 'stopped', why: '', retryAt: null }),
      { kind: 'heartbeat', at: 17, condition: { state: 'stopped', why: '', retryAt: null } },
    ],
    [encodeEnd(3), { kind: 'end', next: 3 }],
    [
      encodeHeartbeat(17, { state: 'backoff', why: '\u001b[31mX says\r\n429\u009b', retryAt: null }),
      { kind: 'heartbeat', at: 17, condition: { state: 'backoff', why: ' [31mX says 429 ', retryAt: null } },
    ],
    ['{"hb":999999999999999}', { kind: 'heartbeat', at: 999_999_999_999_999, condition: undefined }],
    ['{"r":{"a":1},"s":4}', { kind: 'record', sequence: 4, record: { a: 1 } }],
    ['{"s":4}', { kind: 'record', sequence: 4, record: undefined }],
    ['{"news":1}', { kind: 'unknown' }],
    ['{}', { kind: 'unknown' }],
  ])('%s', (line, expected) => {
    expect(decodeReaderMessage(line)).toEqual(expected);
  });

  test.each([
    '',
    '{',
    '[]',
    '"s"',
    '{"s":-1,"r":{}}',
    '{"s":0,"r":{}}',
    '{"s":1e99,"r":{}}',
    '{"s":"1","r":{}}',
    '{"hb":-1}',
    '{"hb":"now"}',
    '{"hb":1e17}',
    '{"hb":1000000000000000}',
    '{"end":true}',
    '{"end":{"next":0}}',
  ])('%s makes no sense', (line) => {
    expect(decodeReaderMessage(line)).toBeUndefined();
  });
});

describe('an engine’s message', () => {
  test.each([
    [encodeResume(7, 'engine-1'), { kind: 'resume', next: 7, engine: 'engine-1' }],
    [encodeAck(0), { kind: 'ack', sequence: 0 }],
    [encodeAck(12), { kind: 'ack', sequence: 12 }],
    [encodeLeave(), { kind: 'leave' }],
    ['{"future":1}', { kind: 'unknown' }],
  ])('%s', (line, expected) => {
    expect(decodeEngineMessage(line)).toEqual(expected);
  });

  test.each([
    '',
    'GET / HTTP/1.1',
    '[]',
    '{"resume":0,"engine":"a"}',
    '{"resume":1}',
    '{"resume":1,"engine":7}',
    '{"ack":-1}',
    '{"ack":1e30}',
  ])('%s makes no sense', (line) => {
    expect(decodeEngineMessage(line)).toBeUndefined();
  });
});
