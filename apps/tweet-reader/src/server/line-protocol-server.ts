import { createServer, type Server, type Socket } from 'node:net';
import { type Clock, StreamingError } from '@hashtide/engine';
import type { Greeting, ReaderCondition } from '@hashtide/engine/sources';
import { EngineConnection } from './engine-connection.ts';
import type { RecordSpool } from './record-spool.ts';

const MAX_CONNECTIONS = 64;
const MAX_CONNECTIONS_PER_ADDRESS = 16;
const HEARTBEAT_MS = 1000;

export interface LineProtocolServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly spool: RecordSpool;
  /** Of each engine: sent and not acked, at most about so much; default: whatever the socket takes. */
  readonly windowBytes?: number;
  /** What listens; default: TCP. */
  readonly createServer?: ((onConnection: (socket: Socket) => void) => Server) | undefined;
  /** What to say to an engine that connects now. */
  greeting(): Greeting;
  /** Nothing earlier will be appended to the spool; 0: not known. */
  watermark(): number;
  /** What is wrong at the source; undefined: nothing. */
  condition(): ReaderCondition | undefined;
  isOver(): boolean;
  /** An engine begins at `next`; called before it is sent anything. @returns what it should be told, if anything */
  onResume(engineId: string, next: number): string | undefined;
  onAck(): void;
  /** Something that was waited for may have come: an ack, room in a socket, a connection or its end. */
  onProgress(): void;
  log(line: string): void;
}

/** Listens for engines and sends each of them the spool's records from its own position on. */
export class LineProtocolServer {
  readonly #options: LineProtocolServerOptions;
  readonly #server: Server;
  readonly #connections = new Set<EngineConnection>();
  readonly #numByAddress = new Map<string, number>();
  #cancelHeartbeat: () => void = () => {};
  #isWakeDue = false;
  #onClosed: () => void = () => {};

  constructor(options: LineProtocolServerOptions) {
    this.#options = options;
    this.#server = (options.createServer ?? createServer)((socket) => this.#connected(socket));
  }

  /** The engines that have said where they go on. */
  get engines(): readonly EngineConnection[] {
    return [...this.#connections].filter((connection) => connection.isStreaming);
  }

  /**
   * @returns the port it listens on
   * @throws {StreamingError} `PORT_IN_USE`, `CANNOT_LISTEN`
   */
  async listen(): Promise<number> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) => reject(cannotListen(error, host, port)));
      this.#server.listen({ host, port }, resolve);
    });
    // A connection that failed before it was accepted is the kernel's business.
    this.#server.removeAllListeners('error').on('error', () => {});
    this.#everySecond();
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  /** The spool has more to send, or the source is over; what comes in one turn goes out in one write. */
  wake(): void {
    if (this.#isWakeDue) return;
    this.#isWakeDue = true;
    setImmediate(() => {
      this.#isWakeDue = false;
      for (const connection of this.#connections) connection.send();
      this.#options.onProgress();
    });
  }

  /** Tells every engine how far the source's time has come. */
  heartbeat(): void {
    const at = this.#options.watermark();
    const condition = this.#options.condition();
    for (const connection of this.#connections) connection.heartbeat(at, condition);
  }

  /** Takes no more connections and closes those there are, when what was written has been sent. */
  async close(): Promise<void> {
    this.#cancelHeartbeat();
    await new Promise<void>((resolve) => {
      // The server counts a connection as closed a little before the connection says so itself.
      const whenAllClosed = (): void => {
        if (this.#connections.size === 0) resolve();
      };
      this.#onClosed = whenAllClosed;
      this.#server.close(whenAllClosed);
      for (const connection of this.#connections) connection.close();
    });
  }

  #everySecond(): void {
    const { clock } = this.#options;
    this.#cancelHeartbeat = clock.at(clock.now() + HEARTBEAT_MS, () => {
      this.#everySecond();
      this.heartbeat();
    });
  }

  #connected(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const numOfAddress = this.#numByAddress.get(address) ?? 0;
    if (this.#connections.size >= MAX_CONNECTIONS || numOfAddress >= MAX_CONNECTIONS_PER_ADDRESS) {
      socket.destroy();
      return;
    }
    this.#numByAddress.set(address, numOfAddress + 1);
    const { clock, spool, windowBytes = Infinity } = this.#options;
    const connection = new EngineConnection({
      socket,
      clock,
      spool,
      windowBytes,
      greeting: this.#options.greeting(),
      isOver: () => this.#options.isOver(),
      onResume: (self, engineId, next) => this.#resumed(self, engineId, next),
      onAck: (engineId, sequence) => {
        spool.ack(engineId, sequence);
        this.#options.onAck();
        this.#options.onProgress();
      },
      onLeave: (engineId) => spool.forget(engineId),
      onSilence: (engineId, isSilent) => this.#silence(engineId, isSilent),
      onSent: () => this.#options.onProgress(),
      onClose: (self) => this.#closed(self, address),
    });
    this.#connections.add(connection);
  }

  #resumed(connection: EngineConnection, engineId: string, next: number): void {
    // An engine that is back has left its former connection, though that may not have been noticed here.
    for (const other of this.#connections) {
      if (other !== connection && other.engineId === engineId) other.destroy();
    }
    const notice = this.#options.onResume(engineId, next);
    if (notice !== undefined) connection.notice(notice);
    this.wake();
  }

  #silence(engineId: string, isSilent: boolean): void {
    const { log } = this.#options;
    if (isSilent) log(`engine ${engineId} takes nothing; what comes meanwhile is kept for it`);
    else log(`engine ${engineId} takes records again`);
  }

  #closed(connection: EngineConnection, address: string): void {
    this.#connections.delete(connection);
    const numLeft = (this.#numByAddress.get(address) ?? 1) - 1;
    if (numLeft > 0) this.#numByAddress.set(address, numLeft);
    else this.#numByAddress.delete(address);
    this.#options.onProgress();
    this.#onClosed();
  }
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): StreamingError {
  if (error.code === 'EADDRINUSE') {
    return new StreamingError('PORT_IN_USE', `port ${port} on ${host} is taken by another program`, {
      fix: `Stop the other reader, or choose another port: --port ${port + 1}`,
      cause: error,
    });
  }
  return new StreamingError('CANNOT_LISTEN', `cannot listen on ${host}:${port}: ${error.message}`, {
    cause: error,
  });
}
