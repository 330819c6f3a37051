import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Clock, delay } from '@hashtide/engine';
import type { Act } from './stand-in-script.ts';

export interface StandInConnectionOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly response: ServerResponse;
  /** Under TLS; the only one that can be reset. */
  readonly socket: Socket;
  readonly keepAliveMs: number;
  readonly encode: (payload: object) => string;
  /** @param byClient false: the stand-in ended it itself */
  readonly onClosed: (byClient: boolean) => void;
}

/** One open stream at the stand-in. */
export class StandInConnection {
  readonly id: string;
  readonly connectedAt: number;
  readonly #options: StandInConnectionOptions;
  readonly #over = new AbortController();
  #cancelKeepAlive = (): void => {};
  #endedByUs = false;

  constructor(options: StandInConnectionOptions) {
    this.#options = options;
    this.id = options.id;
    this.connectedAt = options.clock.now();
    options.response.on('close', () => {
      this.#cancelKeepAlive();
      this.#over.abort();
      options.onClosed(!this.#endedByUs);
    });
  }

  /** Sends the headers; from now on there are keep-alives. */
  open(headers: Readonly<Record<string, string>>): void {
    const { response } = this.#options;
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.flushHeaders();
    this.#keepAlive();
  }

  /** Does them one after the other, until the stream is over. */
  async perform(acts: readonly Act[]): Promise<void> {
    for (const act of acts) {
      if (this.#over.signal.aborted) return;
      await this.#perform(act);
    }
  }

  /** Sends one payload as one line. */
  send(payload: object): void {
    this.#options.response.write(`${this.#options.encode(payload)}\r\n`);
  }

  end(): void {
    this.#endedByUs = true;
    this.#options.response.end();
  }

  async #perform(act: Act): Promise<void> {
    const { response, socket, clock } = this.#options;
    switch (act.kind) {
      case 'send':
        // Waited for: what follows may cut the connection, and is about what was sent before it.
        return this.#writeOne(`${this.#options.encode(act.payload)}\r\n`);
      case 'write':
        for (const piece of act.pieces) await this.#writeOne(piece);
        return;
      case 'wait':
        return await delay(clock, act.durationMs, this.#over.signal).catch(() => {});
      case 'silence':
        return this.#cancelKeepAlive();
      case 'end':
        return this.end();
      case 'fin':
        this.#endedByUs = true;
        response.socket?.end();
        return;
      case 'reset':
        this.#endedByUs = true;
        socket.resetAndDestroy();
    }
  }

  /** Resolves when the piece has left, or never will. */
  async #writeOne(piece: string | Uint8Array): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { signal } = this.#over;
    if (signal.aborted) return;
    signal.addEventListener('abort', () => resolve(), { once: true });
    this.#options.response.write(piece, () => resolve());
    await promise;
  }

  #keepAlive(): void {
    const { clock, keepAliveMs, response } = this.#options;
    this.#cancelKeepAlive = clock.at(clock.now() + keepAliveMs, () => {
      response.write('\r\n');
      this.#keepAlive();
    });
  }
}
