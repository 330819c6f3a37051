import type { EventLog } from './event-log.ts';
import type { Machine } from './machine.ts';
import type { SentRecords } from './sent-records.ts';
import type { SimulatedSocket } from './simulated-socket.ts';
import { Violation } from './violation.ts';

const ID = '"data":{"id":"';
const STAMP = '"__rec":{"at":';

/** Listens to what both ends write, and believes nothing. */
export class WireOracle {
  readonly #records: SentRecords;
  readonly #machine: Machine;
  readonly #log: EventLog;
  readonly #onAck: (sequence: number) => void;
  #epoch = '';
  /** Of the current connection of each number: the last heartbeat. */
  readonly #watermarks = new Map<number, number>();
  /** The highest that an engine acked and has not forgotten by going back in time. */
  #acked = 0;
  #highestAcked = 0;
  /** What the reader said to hold from, by connection. */
  readonly #firsts = new Map<number, number>();
  /** Where engines began because the reader held nothing earlier. */
  readonly #jumps = new Set<number>();

  /** @param machine the reader's */
  constructor(records: SentRecords, machine: Machine, log: EventLog, onAck: (sequence: number) => void) {
    this.#machine = machine;
    this.#records = records;
    this.#log = log;
    this.#onAck = onAck;
  }

  get acked(): number {
    return this.#acked;
  }

  /** The highest that was ever acked. */
  get highestAcked(): number {
    return this.#highestAcked;
  }

  /** Whether an engine was told that the reader holds nothing before this number, and began there. */
  isJump(sequence: number): boolean {
    return this.#jumps.has(sequence);
  }

  /** The latest of these that lies within, and not at its start. */
  jumpWithin(fromSequence: number, untilSequence: number): number | undefined {
    return [...this.#jumps].findLast((jump) => jump > fromSequence && jump < untilSequence);
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** The engine's database is an older one. */
  forgetAcks(): void {
    this.#acked = 0;
  }

  /** @throws {Violation} */
  onWrite(socket: SimulatedSocket, bytes: Buffer): void {
    const text = bytes.toString('latin1');
    for (let start = 0; start < text.length; ) {
      const end = text.indexOf('\n', start);
      if (end < 0)
        throw new Violation(`the ${socket.side} wrote a line without an end: ${text.slice(start)}`);
      const line = text.slice(start, end);
      if (socket.side === 'reader') this.#readerSaid(socket.connection, line);
      else this.#engineSaid(socket.connection, line);
      start = end + 1;
    }
  }

  #readerSaid(connection: number, line: string): void {
    if (line.startsWith('{"s":')) this.#record(connection, line);
    else if (line.startsWith('{"hb":')) this.#heartbeat(connection, line);
    else if (line.startsWith('{"hashtide":')) this.#greeting(connection, line);
    else throw new Violation(`the reader said ${line}`);
  }

  #record(connection: number, line: string): void {
    const sequence = Number.parseInt(line.slice(5), 10);
    const id = line.indexOf(ID);
    const stamp = Number.parseInt(line.slice(line.lastIndexOf(STAMP) + STAMP.length), 10);
    this.#records.sent(sequence, id < 0 ? 0 : Number.parseInt(line.slice(id + ID.length), 10), stamp);
    const watermark = this.#watermarks.get(connection) ?? 0;
    if (stamp < watermark && this.#machine.hasBeenSteady)
      throw new Violation(
        `number ${sequence} is stamped ${stamp}, after nothing before ${watermark} was to come`,
      );
  }

  #heartbeat(connection: number, line: string): void {
    const { hb }: { hb: number } = JSON.parse(line);
    if (hb === 0) return;
    const before = this.#watermarks.get(connection) ?? 0;
    if (hb < before) throw new Violation(`the reader's watermark went back from ${before} to ${hb}`);
    this.#watermarks.set(connection, hb);
  }

  #greeting(connection: number, line: string): void {
    const { epoch, first, next }: { epoch: string; first: number; next: number } = JSON.parse(line).hashtide;
    this.#log.add('greeting', `of ${connection}: ${first} to ${next}`);
    if (this.#epoch !== '' && epoch !== this.#epoch && this.#records.next > 1)
      throw new Violation('the reader has a new epoch');
    if (next < this.#records.next)
      throw new Violation(`the reader's next number is ${next}; ${this.#records.next - 1} was sent already`);
    if (first > next) throw new Violation(`the reader holds ${first} to ${next}`);
    this.#epoch = epoch;
    this.#firsts.set(connection, first);
  }

  #engineSaid(connection: number, line: string): void {
    const message: { ack?: number; resume?: number; leave?: boolean } = JSON.parse(line);
    if (message.resume !== undefined) this.#resume(connection, message.resume);
    else if (message.ack !== undefined) this.#ack(message.ack);
    else throw new Violation(`the engine said ${line}`);
  }

  #resume(connection: number, next: number): void {
    this.#log.add('resume', `of ${connection}: ${next}`);
    if (next === this.#firsts.get(connection)) {
      this.#jumps.delete(next);
      this.#jumps.add(next);
    }
    if (next <= this.#acked)
      throw new Violation(`the engine asks for ${next}; it had acked everything up to ${this.#acked}`);
  }

  #ack(sequence: number): void {
    this.#log.add('ack', String(sequence));
    if (sequence >= this.#records.next)
      throw new Violation(`the engine acks ${sequence}, which was never sent`);
    this.#acked = Math.max(this.#acked, sequence);
    this.#highestAcked = Math.max(this.#highestAcked, sequence);
    this.#onAck(sequence);
  }
}
