import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { ACTS, accept, type Step, send } from '../../testing/index.ts';
import { Trial } from './trial.ts';
import { xSource } from './x-source.ts';

let trial: Trial | undefined;
afterEach(async () => {
  await trial?.stop();
  trial = undefined;
});

describe('keys', () => {
  const CANARY = 'canary-token-AAAA%3Dbbbb';

  test.each([
    ['none', {}, /X_BEARER_TOKEN, or X_API_KEY and X_API_SECRET/],
    ['empty ones', { bearerToken: ' ', apiKey: '', apiSecret: '' }, /no key for X/],
    ['half a pair', { apiKey: CANARY }, /X_API_SECRET is not/],
    ['the other half', { apiSecret: CANARY }, /X_API_KEY is not/],
  ])('%s: X_TOKEN_MISSING says where to put it, and what works without', (_name, keys, message) => {
    expect(() => xSource({ rules: [], ...keys })).toThrow(
      expect.objectContaining({
        code: 'X_TOKEN_MISSING',
        message: expect.stringMatching(message),
        fix: expect.stringMatching(/\.env.*hashtide demo/),
      }),
    );
  });

  test('key and secret are exchanged for the app-only token', async () => {
    const keys = { bearerToken: undefined, apiKey: 'stand-in-api-key', apiSecret: 'stand-in-api-secret' };
    trial = await Trial.start(keys as object);
    await trial.deliver();

    expect(trial.x.requests[0]).toMatchObject({ method: 'POST', path: '/oauth2/token' });
  });

  test.each<[string, object, Step[], string]>([
    ['a refused token', { bearerToken: CANARY }, [], 'X_UNAUTHORIZED'],
    ['a token of two lines', { bearerToken: `${CANARY}\n${CANARY}` }, [], 'X_TOKEN_MALFORMED'],
    ['a refused pair', { bearerToken: '', apiKey: CANARY, apiSecret: `${CANARY}-2` }, [], 'X_UNAUTHORIZED'],
    [
      'an answer that repeats the token',
      { bearerToken: CANARY, standIn: { bearerToken: CANARY } },
      [
        { kind: 'refuse', status: 503, body: JSON.stringify({ title: `${CANARY} no` }) },
        accept(send({ errors: [{ detail: CANARY, title: decodeURIComponent(CANARY) }] }), ACTS.end),
        {
          kind: 'refuse',
          status: 400,
          body: JSON.stringify({ title: CANARY, detail: encodeURIComponent(CANARY) }),
        },
      ],
      'X_BAD_REQUEST',
    ],
  ])('never show: %s', async (_name, options, steps, code) => {
    let thrown: unknown;
    try {
      trial = await Trial.start(options, (x) => x.script(steps));
      await trial.probe.ended;
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code });
    const seen = inspect([thrown, trial?.logged, trial?.probe.events], { depth: 20, showHidden: true });
    expect(seen + JSON.stringify(thrown)).not.toMatch(/canary|AAAA|bbbb|Basic |Y2FuYXJ5/);
  });
});
