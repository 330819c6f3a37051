import { expect, test } from 'vitest';
import { recordedAt } from './recorded-at.ts';

test.each([
  ['{"data":{},"__rec":{"at":1795336800040}}', 1795336800040],
  ['{"__rec":{"at":5}}', 5],
  ['{"a":1,"__rec":{"at":8640000000000000}}', 8.64e15],
  ['{"a":1,"__rec":{"at":8640000000000001}}', -1],
  ['{"a":1,"__rec":{"at":12345678901234567890}}', -1],
  ['{"a":1,"__rec":{"at":}}', -1],
  ['{"a":1,"__rec":{"at":-5}}', -1],
  ['{"a":1,"__rec":{"at":5}} ', -1],
  ['{"a":1,"__rec": {"at":5}}', -1],
  ['{"a":1,"__rec":{"at":5,"v":1}}', -1],
  ['{"a":1,"x__rec":{"at":5}}', -1],
  ['[1,"__rec":{"at":5}}', -1],
  ['"__rec":{"at":5}}', -1],
  ['5}}', -1],
  ['}}', -1],
  ['{', -1],
  ['', -1],
])('%s', (line, at) => {
  const bytes = Buffer.from(`before${line}after`);
  expect(recordedAt(bytes, 6, 6 + line.length)).toBe(at);
});
