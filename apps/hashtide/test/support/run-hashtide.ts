import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/hashtide.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a user runs it: a process of its own, with pipes instead of a terminal. */
export class Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly finished: Promise<Finished>;
  #stdout = '';
  #stderr = '';
  readonly #watchers = new Set<() => void>();

  /** @param through a command that starts it, such as a shell */
  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}, through: readonly string[] = []) {
    const [command = process.execPath, ...rest] = [...through, process.execPath, BIN, ...args];
    this.child = spawn(command, rest, { env: { ...cleanEnv(), ...env }, stdio: 'pipe' });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      for (const watcher of this.#watchers) watcher();
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      for (const watcher of this.#watchers) watcher();
    });
    this.child.stdin.on('error', () => {});
    this.finished = once(this.child, 'close').then(([code, signal]) => {
      for (const watcher of this.#watchers) watcher();
      return { code, signal, stdout: this.#stdout, stderr: this.#stderr };
    });
  }

  /** Waits until its output (both streams) matches; fails with all that it said when it ends before. */
  until(pattern: RegExp): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const match = `${this.#stdout}\n${this.#stderr}`.match(pattern);
        if (match === null && this.child.exitCode === null) return;
        this.#watchers.delete(look);
        if (match !== null) resolve(match);
        else reject(new Error(`ended without ${pattern}:\n${this.#stdout}\n${this.#stderr}`));
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Ends it with SIGTERM, or as told. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Finished> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.finished;
  }
}

/** Runs it to its end. */
export function hashtide(
  args: readonly string[],
  input = '',
  env: NodeJS.ProcessEnv = {},
): Promise<Finished> {
  const running = new Running(args, env);
  running.child.stdin.end(input);
  return running.finished;
}

/** Runs it where no file may grow beyond `blocks` of 512 bytes (`ulimit -f`): a full disk without a disk. */
export function limitedHashtide(blocks: number, args: readonly string[]): Promise<Finished> {
  const running = new Running(args, {}, ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh']);
  running.child.stdin.end();
  return running.finished;
}

/** This process's environment without what would change hashtide's behaviour. */
function cleanEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(HASHTIDE_|X_|CI$|NO_COLOR|FORCE_COLOR|VITEST|NODE_ENV|NODE_OPTIONS)/.test(name),
    ),
  );
}
