import { isMainThread, parentPort } from 'node:worker_threads';
import type { DStream, StreamingContext } from '../../src/index.ts';

/** Functions of a user who means no good, by name. */
export const functions: Readonly<Record<string, (n: number) => unknown>> = {
  'throws what cannot be shown': () => {
    throw new Proxy({}, { getPrototypeOf: () => Error.prototype, get: refuse });
  },
  'gives a proxy': () => new Proxy({ a: 1 }, {}),
  'writes to the engine’s port': (n) => {
    for (const message of [null, 7, {}, { type: 'unknown' }]) parentPort?.postMessage(message);
    return n;
  },
};

/** What `build` does in worker threads, by name. */
const builds: Readonly<Record<string, () => unknown>> = {
  'ends the thread': () => process.exit(0),
  'never resolves': () => new Promise(() => {}),
};

function refuse(): never {
  throw new Error('not for you');
}

export async function build(
  _ssc: StreamingContext,
  name: string,
  input: DStream<number>,
): Promise<DStream<unknown>> {
  if (!isMainThread) await builds[name]?.();
  return input.map(functions[name] ?? ((n) => n));
}
