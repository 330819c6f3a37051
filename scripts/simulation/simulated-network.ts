import { EventEmitter } from 'node:events';
import type { Server, Socket } from 'node:net';
import type { Random } from '../fixture/random.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { SimulatedSocket } from './simulated-socket.ts';
import type { World } from './world.ts';

/** What a network is like at the moment. */
export interface NetworkConditions {
  /** One way, ms: at least, and what chance adds at most. */
  latencyMs: number;
  jitterMs: number;
  /** Pieces that a write is cut into, at most. */
  maxPieces: number;
  /** True time until which nothing gets through; what was sent meanwhile is sent again then. */
  holeUntil: number;
}

export interface NetworkListeners {
  /** A process wrote to its end of a connection. */
  onWrite(socket: SimulatedSocket, bytes: Buffer): void;
}

/** The wire between the reader, which listens, and engines. */
export class SimulatedNetwork {
  readonly conditions: NetworkConditions = { latencyMs: 1, jitterMs: 1, maxPieces: 1, holeUntil: 0 };
  readonly #world: World;
  readonly #random: Random;
  readonly #listeners: NetworkListeners;
  readonly #sockets = new Set<SimulatedSocket>();
  #listener: { readonly process: SimulatedProcess; accept(socket: SimulatedSocket): void } | undefined;
  #numConnections = 0;

  constructor(world: World, random: Random, listeners: NetworkListeners) {
    this.#world = world;
    this.#random = random;
    this.#listeners = listeners;
  }

  get world(): World {
    return this.#world;
  }

  /** Ends of connections that somebody still holds. */
  get numSockets(): number {
    return this.#sockets.size;
  }

  /** Bytes under way. */
  get numBytes(): number {
    let numBytes = 0;
    for (const socket of this.#sockets) numBytes += socket.numBytesUnderWay;
    return numBytes;
  }

  /** For a reader's life: listens as `net.createServer` would. */
  serverOf(process: SimulatedProcess): (onConnection: (socket: Socket) => void) => Server {
    return (onConnection) => {
      const sockets = new Set<SimulatedSocket>();
      let onClosed: (() => void) | undefined;
      const tellIfClosed = (): void => {
        if (sockets.size === 0) onClosed?.();
      };
      const accept = (socket: SimulatedSocket): void => {
        sockets.add(socket);
        socket.on('close', () => {
          sockets.delete(socket);
          tellIfClosed();
        });
        onConnection(socket as unknown as Socket);
        socket.accepted();
      };
      const server = Object.assign(new EventEmitter(), {
        listen: (_options: unknown, onListening: () => void) => {
          this.#listener = { process, accept };
          globalThis.process.nextTick(onListening);
        },
        address: () => ({ address: '127.0.0.1', family: 'IPv4', port: 1 }),
        close: (whenClosed: () => void) => {
          if (this.#listener?.process === process) this.#listener = undefined;
          onClosed = whenClosed;
          tellIfClosed();
        },
      });
      // All that the reader uses of a server is there.
      return server as unknown as Server;
    };
  }

  /** For an engine's life: connects as `net.connect` would. */
  connect(process: SimulatedProcess): Socket {
    this.#numConnections += 1;
    const number = this.#numConnections;
    const near = this.#socketOf(process, 'engine', number);
    const arrives = this.arrival(this.#world.now);
    this.#world.at(arrives, () => {
      const listener = this.#listener;
      if (near.destroyed) return;
      if (listener?.process.isAlive !== true) {
        near.break('ECONNREFUSED');
        return;
      }
      const far = this.#socketOf(listener.process, 'reader', number);
      near.peer = far;
      far.peer = near;
      this.#world.at(this.#world.now, () => listener.accept(far), listener.process);
      this.#world.at(this.arrival(this.#world.now), () => near.emit('connect'), process);
    });
    // All that the engine uses of a socket is there.
    return near as unknown as Socket;
  }

  /** When what is sent now gets there. */
  arrival(sentAt: number): number {
    const { latencyMs, jitterMs, holeUntil } = this.conditions;
    const wait = latencyMs + (jitterMs > 0 ? this.#random.integer(0, jitterMs) : 0);
    return Math.max(sentAt, holeUntil) + wait;
  }

  /** Cuts what is sent at once into what arrives at once. */
  pieces(bytes: Buffer): Buffer[] {
    const { maxPieces } = this.conditions;
    const numPieces = maxPieces <= 1 ? 1 : this.#random.integer(1, maxPieces);
    const pieces: Buffer[] = [];
    let rest = bytes;
    for (let left = numPieces; left > 1 && rest.length > 1; left -= 1) {
      const cut = this.#random.integer(1, rest.length - 1);
      pieces.push(rest.subarray(0, cut));
      rest = rest.subarray(cut);
    }
    pieces.push(rest);
    return pieces;
  }

  /** Every connection breaks; each end hears of it for itself. */
  reset(): void {
    for (const socket of [...this.#sockets]) {
      socket.dropUnderWay();
      this.#world.at(this.arrival(this.#world.now), () => socket.break('ECONNRESET'), socket.process);
    }
  }

  /**
   * What becomes of a dead process's connections: its system says goodbye for it, or, when the power is gone, nobody
   * does, and who sends something is told after `silenceMs`.
   */
  leave(process: SimulatedProcess, silenceMs: number | undefined): void {
    for (const socket of [...this.#sockets]) {
      if (socket.process !== process) continue;
      this.#sockets.delete(socket);
      const { peer } = socket;
      socket.peer = undefined;
      if (peer === undefined) continue;
      if (silenceMs !== undefined || this.#random.chance(0.5)) peer.dropUnderWay();
      const told = this.arrival(this.#world.now) + (silenceMs ?? 0);
      const how = silenceMs === undefined && this.#random.chance(0.5) ? 'end' : 'ECONNRESET';
      peer.leaveAt(told, how);
    }
  }

  forget(socket: SimulatedSocket): void {
    this.#sockets.delete(socket);
  }

  written(socket: SimulatedSocket, bytes: Buffer): void {
    this.#listeners.onWrite(socket, bytes);
  }

  #socketOf(process: SimulatedProcess, side: 'engine' | 'reader', connection: number): SimulatedSocket {
    const socket = new SimulatedSocket(this, process, side, connection);
    this.#sockets.add(socket);
    return socket;
  }
}
