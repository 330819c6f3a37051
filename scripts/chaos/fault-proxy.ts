import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { FaultyPipe, type PipeFaults } from './faulty-pipe.ts';

/** What a connection will suffer; none: it is passed on as it is. */
export interface ConnectionFaults extends PipeFaults {
  /** Both ends get an RST when so many bytes have gone to the engine. */
  readonly resetAfterBytes?: number;
  /** Both ends get a FIN when so many bytes have gone to the engine, in the middle of a line as likely as not. */
  readonly endAfterBytes?: number;
}

export interface FaultProxyOptions {
  /** The reader's port on 127.0.0.1. */
  readonly target: number;
  /** Asked at each connection. */
  readonly faults?: () => ConnectionFaults;
  /** Told each line that an engine sends. */
  readonly onEngineLine?: (line: string) => void;
}

interface Pair {
  readonly engine: Socket;
  readonly reader: Socket;
  readonly pipes: readonly FaultyPipe[];
}

/** Stands between an engine, which connects to it, and a reader, to which it connects, and does what networks do. */
export class FaultProxy {
  readonly #options: FaultProxyOptions;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #numConnections = 0;
  #numBytes = 0;

  private constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#connected(socket));
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that engines have made. */
  get numConnections(): number {
    return this.#numConnections;
  }

  /** Bytes that went towards engines. */
  get numBytes(): number {
    return this.#numBytes;
  }

  /** Breaks every connection with an RST. @returns how many there were */
  reset(): number {
    const pairs = [...this.#pairs];
    for (const pair of pairs) this.#break(pair, true);
    return pairs.length;
  }

  /** From now on nothing passes on the connections there are, either way, and nobody is told. */
  swallow(): void {
    for (const { pipes } of this.#pairs) for (const pipe of pipes) pipe.swallow();
  }

  /** The reader's end is gone (RST), and the engine is not told: half open. */
  dropReaderEnd(): void {
    for (const { reader, pipes } of this.#pairs) {
      for (const pipe of pipes) pipe.swallow();
      reader.resetAndDestroy();
    }
  }

  /** Breaks all and frees the port. */
  async close(): Promise<void> {
    for (const pair of [...this.#pairs]) this.#break(pair, true);
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #connected(engine: Socket): void {
    this.#numConnections += 1;
    const { target, faults } = this.#options;
    const { resetAfterBytes = Infinity, endAfterBytes = Infinity, ...onTheWay } = faults?.() ?? {};
    const reader = connect({ port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    let passed = 0;
    const down = new FaultyPipe(reader, engine, onTheWay, (bytes) => {
      passed += bytes.length;
      this.#numBytes += bytes.length;
      if (passed >= resetAfterBytes) this.#break(pair, true);
      else if (passed >= endAfterBytes) this.#break(pair, false);
    });
    const up = new FaultyPipe(engine, reader, onTheWay, this.#lines());
    const pair: Pair = { engine, reader, pipes: [down, up] };
    this.#pairs.add(pair);
    for (const socket of [engine, reader]) socket.on('error', () => {});
    engine.on('close', () => this.#break(pair, true));
    reader.on('close', () => !down.isSwallowing && this.#break(pair, false));
  }

  #break(pair: Pair, withReset: boolean): void {
    if (!this.#pairs.delete(pair)) return;
    for (const pipe of pair.pipes) pipe.stop();
    for (const socket of [pair.engine, pair.reader]) {
      if (withReset && !socket.connecting) socket.resetAndDestroy();
      else socket.destroySoon();
    }
  }

  /** Cuts what an engine sends into lines, for whoever wants to know. */
  #lines(): (bytes: Buffer) => void {
    const { onEngineLine } = this.#options;
    if (onEngineLine === undefined) return () => {};
    let rest = '';
    return (bytes) => {
      const lines = (rest + bytes.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onEngineLine(line);
    };
  }
}
