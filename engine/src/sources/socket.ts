import type { Socket } from 'node:net';
import type { StorageLevel } from '../rdd/storage-level.ts';
import { TcpReceiver } from './tcp-receiver.ts';

/** Makes records of a connection's bytes, which come in pieces cut anywhere. What it throws ends the connection. */
export type SocketConverter<T> = (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<T> | Iterable<T>;

/** Records that a converter makes of what a TCP server sends. It is asked for no more while the receiver has to wait. */
export class SocketReceiver<T> extends TcpReceiver<T> {
  readonly #converter: SocketConverter<T>;

  constructor(host: string, port: number, converter: SocketConverter<T>, storageLevel?: StorageLevel) {
    super(host, port, storageLevel);
    this.#converter = converter;
  }

  protected override async receive(socket: Socket): Promise<void> {
    for await (const record of this.#converter(socket)) {
      if (!this.isCurrent(socket)) return;
      if (!this.store(record)) await this.drained();
    }
  }
}
