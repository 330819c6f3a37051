import type { Machine } from './machine.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { Violation } from './violation.ts';

/** Of a live reader's last group and the one that is written meanwhile, with what a sync and a timer may take. */
const MOST_LOST_MS = 250;
/** A disk that is well again may not be tried sooner. */
const LONGEST_RETRY_MS = 6_000;

/** One life of a reader, as far as its records are concerned. */
export interface ReaderLife {
  readonly process: SimulatedProcess;
  /** True time; undefined: it lives. */
  endedAt: number | undefined;
  /** It was asked to end, and did. */
  isClean: boolean;
  /** True time since when its disk had been well when it ended; Infinity: it was not. */
  diskWellSince: number;
}

interface Taken {
  readonly at: number;
  readonly life: ReaderLife;
}

/** What the reader took from its source, and what of it it sent under which number. */
export class SentRecords {
  readonly #machine: Machine;
  readonly #taken = new Map<number, Taken>();
  /** By number, from 1 on; 0: never sent. */
  readonly #ids: number[] = [0];
  readonly #stamps: number[] = [0];
  readonly #latestStamps: number[] = [0];
  #lastTaken = 0;
  #numLost = 0;

  /** @param machine the reader's */
  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Ids are given one after the other. */
  taken(id: number, at: number, life: ReaderLife): void {
    this.#taken.set(id, { at, life });
    this.#lastTaken = id;
  }

  get lastTaken(): number {
    return this.#lastTaken;
  }

  /** The number after the last that was ever sent. */
  get next(): number {
    return this.#ids.length;
  }

  get lastSentId(): number {
    return this.#ids.at(-1) ?? 0;
  }

  /** The latest of all. */
  get latestStamp(): number {
    return this.latestStampOf(this.next - 1);
  }

  /** Records that a reader took with it when it ended. */
  get numLost(): number {
    return this.#numLost;
  }

  idOf(sequence: number): number {
    return this.#ids[sequence] ?? 0;
  }

  stampOf(sequence: number): number {
    return this.#stamps[sequence] ?? 0;
  }

  /** The latest up to there: an engine that knows of it takes a stamp that goes back for it. */
  latestStampOf(sequence: number): number {
    return this.#latestStamps[sequence] ?? 0;
  }

  /** @throws {Violation} a number for two records, a hole, a record that is missing for no reason */
  sent(sequence: number, id: number, stamp: number): void {
    if (id === 0)
      throw new Violation(`an error record is sent under the number ${sequence}: the spool lost a record`);
    if (sequence < this.next) {
      if (this.idOf(sequence) !== id)
        throw new Violation(
          `the number ${sequence} was given to tweet ${this.idOf(sequence)} and to tweet ${id}`,
        );
      return;
    }
    if (sequence > this.next) throw new Violation(`the number ${sequence} was sent before ${this.next}`);
    const before = this.lastSentId;
    if (id <= before) throw new Violation(`tweet ${id} was sent again, as number ${sequence}`);
    for (let missing = before + 1; missing < id; missing += 1) this.#requireExcuse(missing);
    const latest = this.latestStampOf(sequence - 1);
    // A reader that begins anew does not know how its clock was set before.
    if (stamp < latest && this.#machine.hasBeenSteady)
      throw new Violation(`number ${sequence} has an earlier stamp than the one before`);
    this.#ids.push(id);
    this.#stamps.push(stamp);
    this.#latestStamps.push(Math.max(stamp, latest));
    this.#taken.delete(id);
  }

  /** A reader may lose what it had not brought to the disk when it was killed. */
  #requireExcuse(id: number): void {
    const taken = this.#taken.get(id);
    this.#taken.delete(id);
    this.#numLost += 1;
    if (taken === undefined) return;
    const { at, life } = taken;
    const { endedAt, isClean, process, diskWellSince } = life;
    if (endedAt === undefined) throw new Violation(`tweet ${id} is missing, and its reader lives`);
    // Before it was killed it may have waited, or slept, before it tried again.
    if (Math.max(diskWellSince, process.stoppedUntil) + LONGEST_RETRY_MS > at) return;
    if (isClean) throw new Violation(`tweet ${id} is missing after an orderly end`);
    if (endedAt - at > MOST_LOST_MS)
      throw new Violation(
        `tweet ${id} is missing though it was taken ${endedAt - at} ms before the reader was killed`,
      );
  }
}
