import { connect, type Socket } from 'node:net';
import { StreamingError, toError } from '../errors.ts';
import type { StorageLevel } from '../rdd/storage-level.ts';
import { Receiver } from '../receiver/receiver.ts';

/** Takes what a TCP server sends. Without a connection, or when the server closes it, it tries again later, for ever. */
export abstract class TcpReceiver<T> extends Receiver<T> {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;

  /** @throws {StreamingError} `INVALID_HOST`, `INVALID_PORT` */
  constructor(host: string, port: number, storageLevel?: StorageLevel) {
    super(storageLevel);
    requireAddress(host, port);
    this.#host = host;
    this.#port = port;
  }

  /** Stores what comes. Resolves when the server has closed; rejects when reading failed. */
  protected abstract receive(socket: Socket): Promise<void>;

  override onStart(): void {
    const socket = connect({ host: this.#host, port: this.#port });
    this.#socket = socket;
    let isConnected = false;
    socket.once('connect', () => {
      isConnected = true;
    });
    const where = `${this.#host}:${this.#port}`;
    this.receive(socket).then(
      () => this.#restart(socket, 'Socket data stream had no more data'),
      (thrown: unknown) => {
        const what = isConnected ? 'receiving data from' : 'connecting to';
        this.#restart(socket, `Error ${what} ${where}`, toError(thrown));
      },
    );
  }

  override onStop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    // An error after this is nobody's; without a listener it would end the process.
    socket?.on('error', () => {});
    socket?.destroy();
  }

  /** Whether what comes from this socket is still wanted. */
  protected isCurrent(socket: Socket): boolean {
    return this.#socket === socket;
  }

  #restart(socket: Socket, message: string, error?: Error): void {
    if (this.isCurrent(socket)) this.restart(message, error);
  }
}

function requireAddress(host: string, port: number): void {
  if (typeof host !== 'string' || host.trim() === '') {
    throw new StreamingError(
      'INVALID_HOST',
      `host is ${JSON.stringify(host)}; it must be a name or an address, such as localhost`,
    );
  }
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return;
  throw new StreamingError(
    'INVALID_PORT',
    `port is ${String(port)}; it must be a whole number from 1 to 65535`,
  );
}
