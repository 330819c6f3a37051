import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { delay, SystemClock } from '@hashtide/engine';

export const BIN = fileURLToPath(new URL('../../../bin/hashtide.js', import.meta.url));
const PATIENCE_MS = 60_000;

/** `hashtide <args>` as a process of its own. Whoever leaves its scope ends it. */
export class RunningHashtide implements Disposable {
  readonly #child: ChildProcess;
  #said = '';
  readonly #args: readonly string[];

  constructor(args: readonly string[]) {
    this.#args = args;
    this.#child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const hear = (text: string): void => {
      this.#said = (this.#said + text).slice(-100_000);
    };
    this.#child.stdout?.setEncoding('utf8').on('data', hear);
    this.#child.stderr?.setEncoding('utf8').on('data', hear);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves with what matches in its output. @throws when it ends before, or it takes too long */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    const clock = new SystemClock();
    for (const deadline = clock.now() + PATIENCE_MS; clock.now() < deadline; await delay(clock, 20)) {
      const match = pattern.exec(this.#said);
      if (match !== null) return match;
      if (this.#child.exitCode !== null) break;
    }
    throw new Error(`hashtide ${this.#args.join(' ')} did not say ${pattern}:\n${this.#said.slice(-2000)}`);
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}
