import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { chaosText } from './chaos-tweets.ts';

export interface RawSourceOptions {
  readonly seed: number;
  /** How many of the last lines a new connection is sent again. */
  readonly repeat: number;
  readonly ratePerSecond: number;
}

const TICK_MS = 20;

/** What `nc -lk` is: lines for whoever is connected, no numbers, no acks. The control of everything. */
export class RawSource {
  readonly #options: RawSourceOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #numLines = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: RawSourceOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
      const { repeat } = this.#options;
      for (let n = Math.max(1, this.#numLines - repeat + 1); n <= this.#numLines; n += 1)
        this.#send(socket, n);
    });
  }

  static async start(options: RawSourceOptions): Promise<RawSource> {
    const source = new RawSource(options);
    source.#server.listen(0, '127.0.0.1');
    await once(source.#server, 'listening');
    return source;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Different lines that were sent to someone. */
  get numLines(): number {
    return this.#numLines;
  }

  get numConnections(): number {
    return this.#sockets.size;
  }

  /** Sends from now on, while someone is connected. */
  flow(): void {
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Sends nothing more. */
  pause(): void {
    clearInterval(this.#timer);
  }

  async close(): Promise<void> {
    this.pause();
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #tick(): void {
    if (this.#sockets.size === 0) return;
    for (let left = (this.#options.ratePerSecond * TICK_MS) / 1000; left > 0; left -= 1) {
      this.#numLines += 1;
      for (const socket of this.#sockets) this.#send(socket, this.#numLines);
    }
  }

  #send(socket: Socket, number: number): void {
    socket.write(`${chaosText(this.#options.seed, number)}\n`);
  }
}
