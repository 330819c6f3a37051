import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** Of what it says on standard error, which is shown when it fails. */
const KEPT_CHARS = 8192;

/** A process and its standard output by lines; whoever leaves it ends the process. */
export class Started implements Disposable {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #command: string;
  #complaints = '';
  readonly #kill = (): void => void this.#child.kill();

  constructor(command: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const [file = '', ...args] = command;
    this.#command = command.join(' ');
    const child = spawn(file, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => {});
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-KEPT_CHARS);
    });
    const lines: Interface = createInterface({ input: child.stdout });
    this.#lines = lines[Symbol.asyncIterator]();
    this.#child = child;
    this.pid = child.pid ?? 0;
    process.once('exit', this.#kill);
  }

  /** The next line of its output. Rejects when there is none. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done)
      throw new Error(`${this.#command}: ended before it said what was waited for\n${this.#complaints}`);
    return value;
  }

  /** The next line that is a JSON object; what a library says in between is kept with its complaints. */
  async json(): Promise<unknown> {
    for (;;) {
      const line = await this.line();
      if (line.startsWith('{')) return JSON.parse(line);
      this.#complaints = `${this.#complaints}${line}\n`.slice(-KEPT_CHARS);
    }
  }

  /** Ends it; what it started ends with it, when its input does. */
  [Symbol.dispose](): void {
    process.off('exit', this.#kill);
    this.#child.stdin?.end();
    this.#child.kill('SIGTERM');
  }
}
