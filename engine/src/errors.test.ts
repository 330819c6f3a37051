import { describe, expect, test } from 'vitest';
import { toError } from './errors.ts';

const defending = (property: string): Error =>
  Object.defineProperty(new Error('x'), property, {
    get() {
      throw new Error('not for you');
    },
  });
const trap = (): never => {
  throw new Error('trapped');
};

describe('X7 whatever is thrown becomes an error that can be read', () => {
  test.each<[string, unknown, string]>([
    ['a text', 'just so', 'just so'],
    ['nothing', undefined, 'undefined'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an object', { reason: 'x' }, '{"reason":"x"}'],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    [
      'a cycle',
      Object.assign(Object.create(null), {
        get a(): unknown {
          return this;
        },
      }),
      'what was thrown cannot be shown',
    ],
    ['an error whose message throws', defending('message'), 'what was thrown cannot be shown'],
    ['an error whose stack throws', defending('stack'), 'what was thrown cannot be shown'],
    [
      'a proxy that throws',
      new Proxy({}, { get: trap, getPrototypeOf: trap, has: trap }),
      'what was thrown cannot be shown',
    ],
  ])('%s', (_, thrown, message) => {
    expect(toError(thrown).message).toBe(message);
  });

  test('an error is itself', () => {
    const error = new TypeError('x');
    expect(toError(error)).toBe(error);
  });
});
