import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of a benchmark. Whoever leaves its scope ends it. */
export interface BenchProcess<M extends { readonly kind: string }> extends Disposable {
  readonly messages: M[];
  readonly ended: Promise<void>;
  /** The first message of a kind. Rejects when the process ends without. */
  next<K extends M['kind']>(kind: K): Promise<Extract<M, { kind: K }>>;
}

/** Starts a module as a process of its own, with `args` as its one argument. */
export function startProcess<M extends { readonly kind: string }>(
  module: URL,
  args: object,
  execArgv: readonly string[],
): BenchProcess<M> {
  const child: ChildProcess = fork(fileURLToPath(module), [JSON.stringify(args)], {
    execArgv: [...execArgv],
  });
  const messages: M[] = [];
  const waiting = new Map<string, PromiseWithResolvers<M>>();
  const waitFor = (kind: string): PromiseWithResolvers<M> => {
    const known = waiting.get(kind) ?? Promise.withResolvers<M>();
    waiting.set(kind, known);
    return known;
  };
  child.on('message', (message: M) => {
    messages.push(message);
    waitFor(message.kind).resolve(message);
  });
  const ended = once(child, 'exit').then(([code]) => {
    if (code !== 0) throw new Error(`${module.pathname} ended with exit code ${code}`);
  });
  const silent = ended.then(() => {
    throw new Error(`${module.pathname} ended without a word`);
  });
  silent.catch(() => {});
  ended.catch(() => {});
  return {
    messages,
    ended,
    [Symbol.dispose]: () => child.kill(),
    next: async <K extends M['kind']>(kind: K) =>
      (await Promise.race([waitFor(kind).promise, silent])) as Extract<M, { kind: K }>,
  };
}
