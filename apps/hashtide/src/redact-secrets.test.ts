import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { xCredentials } from './actions/x-credentials.ts';
import { redactSecrets } from './redact-secrets.ts';

const SECRET = 'AAAAcanary%2Fof+a/token=';

test.each([
  ['in the environment', `refused ${SECRET} there`, { X_BEARER_TOKEN: SECRET }, 'refused [redacted] there'],
  ['with a line end behind it', `x${SECRET}`, { X_API_SECRET: `${SECRET}\n` }, 'x[redacted]'],
  ['a header', 'Authorization: Bearer abcdefgh.ijk', {}, 'Authorization: Bearer [redacted]'],
  ['too short to be one', 'ab', { X_API_KEY: 'ab' }, 'ab'],
])('a secret is taken out: %s', (_name, text, env, expected) => {
  expect(redactSecrets(text, env)).toBe(expected);
});

test('so is one that came from a file; a file that others may read is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-test-'));
  const file = join(folder, 'token');
  const secret = `of-a-file-${SECRET}`;
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  expect(redactSecrets(`no: ${secret}`, {})).toContain(secret);
  expect(xCredentials({ X_BEARER_TOKEN_FILE: file })).toEqual({ bearerToken: secret });
  expect(redactSecrets(`no: ${secret}`, {})).toBe('no: [redacted]');
  chmodSync(file, 0o640);
  expect(() => xCredentials({ X_BEARER_TOKEN_FILE: file })).toThrowError(
    expect.objectContaining({ code: 'SECRET_FILE_OPEN' }),
  );
  rmSync(folder, { recursive: true });
});
