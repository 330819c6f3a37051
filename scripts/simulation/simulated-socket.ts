import { Duplex } from 'node:stream';
import type { SimulatedNetwork } from './simulated-network.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** Of one direction: what systems hold for programs that do not read. */
const BUFFER_BYTES = 64 * 1024;

/** One end of a simulated connection: bytes arrive in order, cut anywhere, some time later, or never. */
export class SimulatedSocket extends Duplex {
  readonly remoteAddress = '127.0.0.1';
  readonly process: SimulatedProcess;
  readonly side: 'engine' | 'reader';
  /** Both ends of a connection have its number. */
  readonly connection: number;
  /** undefined: there is none yet, or it is gone. */
  peer: SimulatedSocket | undefined;
  readonly #network: SimulatedNetwork;
  /** Sent by the peer, oldest first; null: it has said that no more comes. */
  #underWay: { readonly bytes: Buffer | null; hasArrived: boolean }[] = [];
  #lastArrival = 0;
  #wantsMore = false;
  /** A socket that waits to be accepted is nobody's: who gets it learns then that it is broken. */
  #isHeld: boolean;
  #brokenBefore: 'ECONNRESET' | 'ECONNREFUSED' | undefined;
  /** Who wrote more than there is room for, and waits. */
  #whenRoom: (() => void) | undefined;

  constructor(
    network: SimulatedNetwork,
    process: SimulatedProcess,
    side: 'engine' | 'reader',
    connection: number,
  ) {
    super({ allowHalfOpen: false });
    this.#network = network;
    this.process = process;
    this.side = side;
    this.connection = connection;
    this.#isHeld = side === 'engine';
  }

  get numBytesUnderWay(): number {
    let numBytes = 0;
    for (const { bytes } of this.#underWay) numBytes += bytes?.length ?? 0;
    return numBytes;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  /** Somebody has it now, and listens. */
  accepted(): void {
    this.#isHeld = true;
    if (this.#brokenBefore !== undefined) this.break(this.#brokenBefore);
  }

  /** The connection is broken off, as this end learns just now. */
  break(code: 'ECONNRESET' | 'ECONNREFUSED'): void {
    if (this.destroyed || !this.process.isAlive) return;
    if (!this.#isHeld) {
      this.#brokenBefore = code;
      return;
    }
    this.destroy(Object.assign(new Error(code), { code }));
  }

  /** What is on its way to this end does not get there. */
  dropUnderWay(): void {
    this.#underWay = this.#underWay.filter(({ hasArrived }) => hasArrived);
    this.#giveRoom();
  }

  /** The peer is gone; this end learns it at `time`. */
  leaveAt(time: number, how: 'end' | 'ECONNRESET'): void {
    this.peer = undefined;
    if (how === 'end') this.send(null);
    else this.#network.world.at(time, () => this.break('ECONNRESET'), this.process);
  }

  /** Bytes, or the end, set out for this end. */
  send(bytes: Buffer | null): void {
    const { world } = this.#network;
    const pieces = bytes === null ? [null] : this.#network.pieces(bytes);
    for (const piece of pieces) {
      const one = { bytes: piece, hasArrived: false };
      this.#underWay.push(one);
      this.#lastArrival = Math.max(this.#lastArrival, this.#network.arrival(world.now));
      world.at(this.#lastArrival, () => this.#arrived(one), this.process);
    }
  }

  override _read(): void {
    this.#wantsMore = true;
    this.#deliver();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.process.isAlive) this.#network.written(this, bytes);
    const { peer } = this;
    // Nobody is there any more: it is lost, and this end will hear of that.
    if (peer === undefined || !this.process.isAlive) {
      done();
      return;
    }
    // The system has its own copy.
    peer.send(Buffer.from(bytes));
    if (peer.numBytesUnderWay < BUFFER_BYTES) done();
    else peer.#whenRoom = done;
  }

  override _final(done: () => void): void {
    if (this.process.isAlive) this.peer?.send(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#network.forget(this);
    const { peer } = this;
    this.peer = undefined;
    // After a goodbye from both sides there is nothing more to say.
    const isOver = error === null && this.writableFinished && this.readableEnded;
    if (peer !== undefined && this.process.isAlive && !isOver)
      peer.leaveAt(this.#network.arrival(this.#network.world.now), 'ECONNRESET');
    done(error);
  }

  #arrived(one: { hasArrived: boolean }): void {
    one.hasArrived = true;
    this.#deliver();
  }

  #deliver(): void {
    while (this.#wantsMore && !this.destroyed) {
      const [first] = this.#underWay;
      if (first?.hasArrived !== true) break;
      this.#underWay.shift();
      this.#wantsMore = this.push(first.bytes);
    }
    this.#giveRoom();
  }

  #giveRoom(): void {
    if (this.#whenRoom === undefined || this.numBytesUnderWay >= BUFFER_BYTES) return;
    const done = this.#whenRoom;
    this.#whenRoom = undefined;
    done();
  }
}
