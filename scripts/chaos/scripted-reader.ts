import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export interface ScriptedReaderOptions {
  /** Records as a recording has them; the first has number 1. */
  readonly lines: readonly string[];
  /** How many are sent at a time, and how long it is from one time to the next, ms. */
  readonly together: number;
  readonly everyMs: number;
}

/** The epoch of every scripted stream. */
export const CHAOS_EPOCH = 'chaos';

/** The reader's end of the line protocol in few lines, which remembers what an engine was sent, asked for and acked. */
export class ScriptedReader {
  readonly #options: ScriptedReaderOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** The `resume` of each connection, in turn. */
  readonly resumes: number[] = [];
  #acked = 0;
  #sent = 0;

  private constructor(options: ScriptedReaderOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#connected(socket));
  }

  static async start(options: ScriptedReaderOptions): Promise<ScriptedReader> {
    const reader = new ScriptedReader(options);
    reader.#server.listen(0, '127.0.0.1');
    await once(reader.#server, 'listening');
    return reader;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The highest number that was ever acked. */
  get acked(): number {
    return this.#acked;
  }

  /** The highest number that was ever sent. */
  get sent(): number {
    return this.#sent;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #connected(socket: Socket): void {
    const { lines } = this.#options;
    this.#sockets.add(socket);
    let timer: NodeJS.Timeout | undefined;
    let rest = '';
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (timer !== undefined) this.#timers.delete(timer);
      clearInterval(timer);
    });
    socket.on('data', (bytes: Buffer) => {
      const messages = (rest + bytes.toString('latin1')).split('\n');
      rest = messages.pop() ?? '';
      for (const text of messages) {
        const message = JSON.parse(text);
        if (typeof message.ack === 'number') this.#acked = Math.max(this.#acked, message.ack);
        if (typeof message.resume !== 'number') continue;
        this.resumes.push(message.resume);
        timer = this.#sendFrom(message.resume, socket);
      }
    });
    const greeting = {
      v: 1,
      source: 'replay',
      epoch: CHAOS_EPOCH,
      clock: 'recorded',
      first: 1,
      next: lines.length + 1,
    };
    socket.write(`${JSON.stringify({ hashtide: { ...greeting, about: '' } })}\n`);
  }

  #sendFrom(resume: number, socket: Socket): NodeJS.Timeout {
    const { lines, together, everyMs } = this.#options;
    let next = resume;
    let isEndSent = false;
    const timer = setInterval(() => {
      for (let left = together; left > 0 && next <= lines.length; left -= 1, next += 1) {
        socket.write(`{"s":${next},"r":${lines[next - 1]}}\n`);
        this.#sent = Math.max(this.#sent, next);
      }
      if (next <= lines.length || isEndSent) return;
      isEndSent = true;
      socket.write(`{"end":{"next":${next}}}\n`);
    }, everyMs);
    this.#timers.add(timer);
    return timer;
  }
}
