import { expect, test } from 'vitest';
import { fileError } from './recording-errors.ts';

test.each([
  ['ENOENT', 'FILE_NOT_FOUND', 'does not exist'],
  ['ENOTDIR', 'FILE_NOT_FOUND', 'does not exist'],
  ['EISDIR', 'IS_A_DIRECTORY', 'is a directory'],
  ['EACCES', 'FILE_NOT_READABLE', 'you have no permission to read it'],
  ['EPERM', 'FILE_NOT_READABLE', 'you have no permission to read it'],
  ['EIO', 'FILE_NOT_READABLE', 'i/o error'],
])('%s is %s', (code, expected, why) => {
  const error = fileError('a.ndjson', Object.assign(new Error('i/o error'), { code }));
  expect(error).toMatchObject({
    code: expected,
    message: expect.stringContaining(why),
    fix: expect.any(String),
  });
  expect(error.message).toContain('a.ndjson');
});
