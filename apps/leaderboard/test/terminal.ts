import { SystemClock } from '@hashtide/engine/feed';
import { type IPty, spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';
import type { WatchOptions } from '../src/index.ts';

const DEADLINE_MS = 15_000;
const clock = new SystemClock();
const PROGRAM = new URL('run-watch.ts', import.meta.url).pathname;

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The environment of a test's child: a UTF-8 terminal, and nothing of what the test itself runs under. */
export function childEnv(options: WatchOptions, change: TerminalOptions['env'] = {}): Record<string, string> {
  const env: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    WATCH_OPTIONS: JSON.stringify(options),
    ...change,
  };
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The command line of the program under test. */
export const watchCommand: readonly [string, ...string[]] = [process.execPath, PROGRAM];

/** `watch` on a real pseudo-terminal, its output drawn by a real emulator. */
export class TestTerminal {
  readonly #pty: IPty;
  readonly #screen: InstanceType<typeof headless.Terminal>;
  readonly #watchers = new Set<() => void>();
  /** All that was drawn so far. */
  raw = '';
  /** Resolves with the exit code when the program has ended and everything it wrote is drawn. */
  readonly exited: Promise<number>;

  constructor(watchOptions: WatchOptions, { columns = 80, rows = 24, env }: TerminalOptions = {}) {
    this.#screen = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#screen.write('BEFORE\r\n');
    const [file, ...args] = watchCommand;
    this.#pty = spawn(file, args, { cols: columns, rows, env: childEnv(watchOptions, env) });
    this.#pty.onData((data) => {
      this.#screen.write(data, () => {
        this.raw += data;
        if (this.#isWhole()) for (const watcher of this.#watchers) watcher();
      });
    });
    this.exited = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal }) =>
        this.#screen.write('', () => resolve(signal ? 128 + signal : exitCode)),
      );
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** `alternate` while the board is shown, `normal` before and after. */
  get buffer(): string {
    return this.#screen.buffer.active.type;
  }

  /** The lines on the screen, without the blanks at their ends. */
  get lines(): string[] {
    const { active } = this.#screen.buffer;
    return Array.from({ length: this.#screen.rows }, (_, y) => {
      const line = active.getLine(active.viewportY + y)?.translateToString(true) ?? '';
      return line.replaceAll('\u00a0', ' ').trimEnd();
    });
  }

  get text(): string {
    return this.lines.join('\n');
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Resolves when the screen is as `isThere` wants it; looks each time something was drawn. */
  waitUntil(isThere: (terminal: this) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!this.#isWhole() || !isThere(this)) return;
        stop();
        resolve();
      };
      const cancel = clock.at(clock.now() + DEADLINE_MS, () => {
        stop();
        reject(new Error(`not on the screen in time (${isThere}):\n${this.text}`));
      });
      const stop = (): void => {
        cancel();
        this.#watchers.delete(look);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Whether no frame is half drawn: Ink puts each between the two marks of a synchronised update. */
  #isWhole(): boolean {
    return this.raw.lastIndexOf('\u001b[?2026l') >= this.raw.lastIndexOf('\u001b[?2026h');
  }

  /** Resolves when `text` is on the screen. */
  waitFor(text: string): Promise<void> {
    return this.waitUntil((terminal) => terminal.text.includes(text));
  }

  /** Ends what is still running. */
  async close(): Promise<void> {
    try {
      process.kill(this.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
    await this.exited;
    this.#screen.dispose();
  }
}
