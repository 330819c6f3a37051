import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A demo that runs as a process of its own. */
export class Demo {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #exit: Promise<unknown[]>;

  constructor(name: string, args: readonly string[]) {
    const path = fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url));
    this.#child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#exit = once(this.#child, 'exit');
    const output = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#lines = output[Symbol.asyncIterator]();
  }

  /** What `promise` gives, unless the demo ends first. */
  async whileRunning<T>(promise: Promise<T>): Promise<T> {
    const ended = this.#exit.then(([code]) => Promise.reject(new Error(`the demo ended with ${code}`)));
    return Promise.race([promise, ended]);
  }

  /**
   * Reads on until every one of `expected` was a line, in whatever order.
   *
   * @returns all lines that it has read
   * @throws when it ends before
   */
  async expectLines(...expected: readonly string[]): Promise<string[]> {
    const missing = new Set(expected);
    const lines: string[] = [];
    while (missing.size > 0) {
      const { done, value } = await this.#lines.next();
      if (done) throw new Error(`the demo ended without ${[...missing].join(' and ')}`);
      missing.delete(value);
      lines.push(value);
    }
    return lines;
  }

  /** Waits until it has ended by itself. */
  async ended(): Promise<void> {
    await this.#exit;
  }

  /** Presses Ctrl-C. @returns the exit code; null when it did not end by itself */
  async interrupt(): Promise<number | null> {
    this.#child.kill('SIGINT');
    const [code] = await this.#exit;
    return code as number | null;
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}

/** Speaks plain lines to whoever connects, as `nc -lk` does. */
export class LineServer {
  readonly #server: Server = createServer();
  readonly #sockets: Socket[] = [];

  /** @returns host and port, as a demo takes them */
  async listen(): Promise<[string, string]> {
    this.#server.on('connection', (socket) => this.#sockets.push(socket.on('error', () => {})));
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return ['127.0.0.1', String((this.#server.address() as AddressInfo).port)];
  }

  /** Waits until somebody is connected. */
  async connected(): Promise<void> {
    if (this.#sockets.length === 0) await once(this.#server, 'connection');
  }

  /** Writes to the one that connected last; waits until there is one. */
  async write(...lines: readonly string[]): Promise<void> {
    await this.connected();
    this.#sockets.at(-1)?.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Hangs up. */
  hangUp(): void {
    for (const socket of this.#sockets.splice(0)) socket.destroy();
  }

  close(): void {
    this.hangUp();
    this.#server.close();
  }
}
