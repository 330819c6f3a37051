import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The product, as a user starts it. */
export const HASHTIDE = join(ROOT, 'apps/hashtide/bin/hashtide.js');
const KEPT_CHARS = 64 * 1024;
/** For what is only slow; nobody waits so long for anything that goes on. */
export const PATIENCE_MS = 180_000;

export interface StartOptions {
  /** Short, for the log's name. */
  readonly name: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A command that starts it, such as strace or a shell. */
  readonly through?: readonly string[];
  /** Its standard input; default: none. */
  readonly stdin?: 'pipe' | 'ignore';
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of the product under test. What it says goes to a log and is kept, as far as it is recent. */
export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly startedAt = performance.now();
  #said = '';
  #isOver = false;
  readonly #listeners = new Set<() => void>();

  constructor(command: readonly string[], { env = {}, stdin = 'ignore' }: StartOptions, log: WriteStream) {
    const [file = '', ...args] = command;
    this.child = spawn(file, args, {
      cwd: ROOT,
      env: { ...cleanEnv(), ...env },
      stdio: [stdin, 'pipe', 'pipe'],
    });
    log.write(`# ${new Date().toISOString()} pid ${this.child.pid}: ${command.join(' ')}\n`);
    const hear = (text: string): void => {
      this.#said = (this.#said + text).slice(-KEPT_CHARS);
      log.write(text);
      this.#wake();
    };
    this.child.stdout?.setEncoding('utf8').on('data', hear);
    this.child.stderr?.setEncoding('utf8').on('data', hear);
    this.child.stdin?.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => hear(`${error.message}\n`));
      this.child.once('close', (code, signal) => {
        this.#isOver = true;
        log.write(`# pid ${this.child.pid} ended: ${signal ?? code}\n`);
        resolve({ code, signal });
        this.#wake();
      });
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** What it said last, both streams together. */
  get said(): string {
    return this.#said;
  }

  /** Waits until what it said matches. @returns undefined: it ended before, or took longer */
  async until(pattern: RegExp, withinMs = PATIENCE_MS): Promise<RegExpMatchArray | undefined> {
    const found = await this.#when(() => this.#said.match(pattern) ?? undefined, withinMs);
    return found;
  }

  /** Sends a signal to it alone. */
  signal(signal: NodeJS.Signals): void {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
  }

  /** Ends it now. */
  async kill(): Promise<Ended> {
    this.signal('SIGKILL');
    return this.ended;
  }

  /** Asks it to end. @throws when it takes longer than `withinMs` */
  async stop(signal: NodeJS.Signals = 'SIGTERM', withinMs = PATIENCE_MS): Promise<Ended> {
    this.signal(signal);
    const ended = await this.#when(() => (this.#isOver ? this.ended : undefined), withinMs);
    if (ended !== undefined) return ended;
    await this.kill();
    throw new Error(`it had not ended ${withinMs} ms after ${signal}`);
  }

  #when<T>(look: () => T | undefined, withinMs: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const finish = (value: T | undefined): void => {
        clearTimeout(timer);
        this.#listeners.delete(check);
        resolve(value);
      };
      const check = (): void => {
        const value = look();
        if (value !== undefined || this.#isOver) finish(value);
      };
      const timer = setTimeout(() => finish(undefined), withinMs);
      this.#listeners.add(check);
      check();
    });
  }

  #wake(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Starts processes and ends, each by its own id, those that are left. */
export class Processes {
  readonly #folder: string;
  readonly #running = new Set<Running>();
  readonly #logs = new Map<string, WriteStream>();

  /** @param folder where their logs go */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** `hashtide …` as a process of its own. */
  hashtide(args: readonly string[], options: StartOptions): Running {
    return this.start([...(options.through ?? []), process.execPath, HASHTIDE, ...args], options);
  }

  start(command: readonly string[], options: StartOptions): Running {
    const running = new Running(command, options, this.#log(options.name));
    this.#running.add(running);
    void running.ended.then(() => this.#running.delete(running));
    return running;
  }

  /** Ends all that still run. */
  async endAll(): Promise<void> {
    await Promise.all([...this.#running].map((running) => running.kill()));
    for (const log of this.#logs.values()) log.end();
  }

  /** The same in one turn, for when this process is about to end. */
  killAll(): void {
    for (const running of this.#running) running.signal('SIGKILL');
  }

  #log(name: string): WriteStream {
    let log = this.#logs.get(name);
    if (log === undefined) {
      log = createWriteStream(join(this.#folder, `${name}.log`), { flags: 'a' });
      // A log that cannot be written, on a disk that a scenario fills, is no reason to end.
      log.on('error', () => {});
      this.#logs.set(name, log);
    }
    return log;
  }
}

/** This process's environment without what would change hashtide's behaviour. */
function cleanEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(HASHTIDE_|X_|CI$|NO_COLOR|FORCE_COLOR|VITEST|NODE_ENV|NODE_OPTIONS)/.test(name),
    ),
  );
}
