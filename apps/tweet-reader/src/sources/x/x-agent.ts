import { Agent, type AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Clock } from '@hashtide/engine';

/** Where X is reached; without `connectTo`, where DNS says that api.x.com is. */
export interface XEndpoint {
  /** Dials here while URL, Host, SNI and certificate name stay api.x.com's: for stand-ins. */
  readonly connectTo?: { readonly host: string; readonly port: number } | undefined;
  /** PEM of the one authority trusted; default: Node's list. */
  readonly ca?: string | Uint8Array | undefined;
}

type ConnectionOptions = Parameters<Agent['createConnection']>[0];
type ConnectionCallback = Parameters<Agent['createConnection']>[1];

/**
 * The sockets of one conversation with X. Knows what the client library cannot say: whether the host was
 * reached, what broke the connection, and that nothing has come for too long. A connection that gives no
 * sign for `readTimeoutMs`, from its first packet on, is broken off; that alone covers a black hole, a
 * stall, headers that never end and a line gone silent.
 */
export class XAgent extends Agent {
  readonly #clock: Clock;
  readonly #readTimeoutMs: number;
  readonly #connectTo: XEndpoint['connectTo'];
  readonly #open = new Map<Duplex, Promise<void>>();
  #cancelDeadline: (() => void) | undefined;
  #lastSign = 0;
  #reachedHost = false;
  #isClosed = false;
  #error: Error | undefined;

  constructor(endpoint: XEndpoint, clock: Clock, readTimeoutMs: number) {
    const options: AgentOptions = { keepAlive: false, ALPNProtocols: ['http/1.1'] };
    if (endpoint.ca !== undefined)
      options.ca = typeof endpoint.ca === 'string' ? endpoint.ca : Buffer.from(endpoint.ca);
    super(options);
    this.#clock = clock;
    this.#readTimeoutMs = readTimeoutMs;
    this.#connectTo = endpoint.connectTo;
  }

  /** A TCP connection came about, so X may have counted it. */
  get reachedHost(): boolean {
    return this.#reachedHost;
  }

  /** What broke the connection first, if anything did. */
  get error(): Error | undefined {
    return this.#error;
  }

  override createConnection(
    options: ConnectionOptions,
    callback?: ConnectionCallback,
  ): Duplex | null | undefined {
    const socket = super.createConnection({ ...options, ...this.#connectTo }, callback);
    if (socket) this.#watch(socket);
    // whoever asked had not yet heard that it is over: never leave a connection that nobody knows of
    if (socket && this.#isClosed) socket.destroy(new Error('closed'));
    return socket;
  }

  /** The connection gave a sign of life. */
  touch(): void {
    this.#lastSign = this.#clock.now();
  }

  /** Breaks everything off, now and for ever, and resolves when the last socket is gone. */
  async close(reason?: Error): Promise<void> {
    this.#isClosed = true;
    this.#breakOff(reason);
    this.destroy();
    await Promise.all(this.#open.values());
  }

  #watch(socket: Duplex): void {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    this.#open.set(socket, closed);
    socket.on('connect', () => {
      this.#reachedHost = true;
    });
    socket.on('error', (error: Error) => {
      this.#error ??= error;
    });
    socket.on('close', () => {
      this.#open.delete(socket);
      if (this.#open.size === 0) this.#stopWaiting();
      resolve();
    });
    this.touch();
    this.#cancelDeadline ??= this.#waitUntil(this.#lastSign + this.#readTimeoutMs);
  }

  /** One timer a connection, not one a packet: it looks back at the last sign when it goes off. */
  #waitUntil(time: number): () => void {
    return this.#clock.at(time, () => {
      const deadline = this.#lastSign + this.#readTimeoutMs;
      if (this.#clock.now() < deadline) this.#cancelDeadline = this.#waitUntil(deadline);
      else this.#breakOff(new SilentConnectionError(this.#readTimeoutMs));
    });
  }

  #breakOff(reason?: Error): void {
    this.#stopWaiting();
    if (reason !== undefined) this.#error ??= reason;
    for (const socket of this.#open.keys()) socket.destroy(reason);
  }

  #stopWaiting(): void {
    this.#cancelDeadline?.();
    this.#cancelDeadline = undefined;
  }
}

/** Nothing came, not even a keep-alive. */
export class SilentConnectionError extends Error {
  constructor(timeoutMs: number) {
    super(`X was silent for ${timeoutMs / 1000} s`);
  }
}
