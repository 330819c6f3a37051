import { createRequire } from 'node:module';
import type { IPty } from '@lydell/node-pty';
import { missingPackage } from '../missing-package.ts';

const PACKAGE = '@lydell/node-pty';
const VERSION = '1.1.0';
/** Some screens full. */
const KEPT_CHARACTERS = 50_000;

export function terminalMissing(): string | undefined {
  return missingPackage(PACKAGE, VERSION);
}

/** A program on a pseudo-terminal of 120 × 40. Whoever leaves its scope ends it. */
export class Terminal implements Disposable {
  readonly #pty: IPty;
  readonly #watchers = new Set<() => void>();
  /** What was drawn last, without the sequences that move and colour. */
  #text = '';
  #hasEnded = false;
  /** Drawn so far, all sequences included. */
  numBytes = 0;

  constructor(command: readonly [string, ...string[]]) {
    const { spawn } = createRequire(import.meta.url)(PACKAGE) as typeof import('@lydell/node-pty');
    const [file, ...args] = command;
    this.#pty = spawn(file, args, { cols: 120, rows: 40, env: terminalEnv() });
    this.#pty.onData((data) => {
      this.numBytes += Buffer.byteLength(data);
      this.#text = (this.#text + withoutSequences(data)).slice(-KEPT_CHARACTERS);
      for (const watcher of this.#watchers) watcher();
    });
    this.#pty.onExit(() => {
      this.#hasEnded = true;
      for (const watcher of this.#watchers) watcher();
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Resolves when what was drawn matches. @throws when the program ends before, or it takes too long */
  until(pattern: RegExp, patienceMs: number): Promise<void> {
    return this.#untilTrue(`${pattern}`, patienceMs, () => {
      if (pattern.test(this.#text)) return true;
      if (this.#hasEnded)
        throw new Error(`the program ended without ${pattern}:\n${this.#text.slice(-2000)}`);
      return false;
    });
  }

  /** Resolves when the program has. */
  ended(patienceMs: number): Promise<void> {
    return this.#untilTrue('the end', patienceMs, () => this.#hasEnded);
  }

  async #untilTrue(what: string, patienceMs: number, isTrue: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => {
      try {
        if (isTrue()) resolve();
      } catch (error) {
        reject(error);
      }
    };
    const tooLate = (): void =>
      reject(new Error(`${what} did not come in ${patienceMs / 1000} s:\n${this.#text.slice(-2000)}`));
    const timer = setTimeout(tooLate, patienceMs);
    this.#watchers.add(look);
    look();
    await promise.finally(() => {
      clearTimeout(timer);
      this.#watchers.delete(look);
    });
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  [Symbol.dispose](): void {
    if (!this.#hasEnded) this.#pty.kill();
  }
}

/** What a terminal of its user has, and nothing that would change what is drawn. */
function terminalEnv(): Record<string, string> {
  const { PATH = '', HOME = '/' } = process.env;
  return { PATH, HOME, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
}

function withoutSequences(data: string): string {
  return data.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}
