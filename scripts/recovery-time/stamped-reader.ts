import { createServer, type Server, type Socket } from 'node:net';

const RECORDS_A_TURN = 5;
const TURN_MS = 50;

/**
 * A reader that is always there: 100 records a second, stamped as they are made, kept for ever. What it measures is
 * the engine alone.
 */
export class StampedReader {
  readonly #server: Server;
  readonly #epoch = `recovery-${Date.now()}`;
  readonly #lines: string[] = [];
  readonly #timer: NodeJS.Timeout;
  #socket: Socket | undefined;
  #sent = 0;
  #waiting: { readonly above: number; readonly resolve: () => void } | undefined;
  /** When an engine last connected, by `performance.now()`. */
  connectedAt = 0;

  constructor() {
    this.#server = createServer((socket) => this.#connected(socket));
    this.#timer = setInterval(() => this.#make(), TURN_MS);
  }

  /** How many records there are so far. */
  get numRecords(): number {
    return this.#lines.length;
  }

  /** @returns its port */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Resolves when a record after `sequence` is acked. */
  async acked(sequence: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting = { above: sequence, resolve };
    });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket?.destroy();
    this.#server.close();
  }

  #make(): void {
    for (let left = RECORDS_A_TURN; left > 0; left -= 1) {
      const number = this.#lines.length + 1;
      const id = String(1_847_000_000_000_000_000n + BigInt(Date.now()) * 1000n + BigInt(number));
      const data = { id, text: `good morning #tag${number % 5000}`, lang: 'en' };
      this.#lines.push(encodeLine({ s: number, r: { data, __rec: { at: Date.now() } } }));
    }
    this.#send();
  }

  #send(): void {
    if (this.#sent === 0 || this.#sent > this.#lines.length) return;
    this.#socket?.write(this.#lines.slice(this.#sent - 1).join(''));
    this.#sent = this.#lines.length + 1;
  }

  #connected(socket: Socket): void {
    this.connectedAt = performance.now();
    this.#socket = socket;
    this.#sent = 0;
    const next = this.#lines.length + 1;
    socket.on('error', () => {});
    socket.write(
      encodeLine({ hashtide: { v: 1, source: 'x', epoch: this.#epoch, clock: 'live', first: 1, next } }),
    );
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#hear(JSON.parse(line));
    });
  }

  #hear({ resume, ack }: { readonly resume?: number; readonly ack?: number }): void {
    if (resume !== undefined) {
      this.#sent = resume;
      this.#send();
    }
    if (ack === undefined || this.#waiting === undefined || ack <= this.#waiting.above) return;
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve();
  }
}

function encodeLine(message: object): string {
  return `${JSON.stringify(message)}\n`;
}
