import type { Database } from 'better-sqlite3';
import type { BatchRecord } from '../../engine/src/pipeline/batch-record.ts';
import type { LineProtocolRange } from '../../engine/src/sources/line-protocol/line-protocol-stream.ts';
import type { EngineLife } from './engine-life.ts';
import { type ExpectedBatch, ExpectedCounts } from './expected-counts.ts';
import type { SentRecords } from './sent-records.ts';
import { Violation } from './violation.ts';
import type { WireOracle } from './wire-oracle.ts';

/** What a copy of the database knew. */
export interface DatabaseState {
  readonly batches: ReadonlyMap<number, ExpectedBatch>;
  readonly next: number;
}

/** Looks at each batch that is committed: which records, in which batch, and whether the database says the same. */
export class CommitOracle {
  readonly #records: SentRecords;
  readonly #wire: WireOracle;
  readonly #batchDurationMs: number;
  readonly #counts = new ExpectedCounts();
  #next = 1;
  #life: EngineLife | undefined;
  #lastOfLife: number | undefined;
  /** Records that were no longer held when an older database asked for them. */
  #numGone = 0;
  #numLate = 0;
  #latestBatchTime = Number.NEGATIVE_INFINITY;

  constructor(records: SentRecords, wire: WireOracle, batchDurationMs: number) {
    this.#records = records;
    this.#wire = wire;
    this.#batchDurationMs = batchDurationMs;
  }

  get lastBatchTime(): number {
    return this.#counts.lastBatchTime;
  }

  /** Of all batches that ever were, those of databases that an older one replaced among them: a log may still have their blocks. */
  get latestBatchTime(): number {
    return this.#latestBatchTime;
  }

  /** The first number that no committed batch has. */
  get next(): number {
    return this.#next;
  }

  /** What a copy of the database, made now, knows. */
  copy(): DatabaseState {
    return { batches: this.#counts.copy(), next: this.#next };
  }

  get numGone(): number {
    return this.#numGone;
  }

  get numLate(): number {
    return this.#numLate;
  }

  get numBatches(): number {
    return this.#counts.size;
  }

  /** The database is a copy that was made when it was like that. */
  become({ batches, next }: DatabaseState): void {
    this.#counts.become(batches);
    this.#next = next;
  }

  /** @throws {Violation} */
  committed(life: EngineLife, record: BatchRecord, ranges: readonly LineProtocolRange[]): void {
    const { batchTime, totals } = record;
    this.#latestBatchTime = Math.max(this.#latestBatchTime, batchTime);
    if (life !== this.#life) {
      this.#life = life;
      this.#lastOfLife = undefined;
    }
    if (batchTime % this.#batchDurationMs !== 0)
      throw new Violation(`batch ${batchTime} is no multiple of its duration`);
    const due = (this.#lastOfLife ?? batchTime - this.#batchDurationMs) + this.#batchDurationMs;
    if (batchTime !== due) throw new Violation(`batch ${batchTime} was committed; ${due} was due`);
    this.#lastOfLife = batchTime;
    const ids: number[] = [];
    const hole = this.#holeIn(ranges, totals.posts);
    let leastLate = 0;
    let mostLate = 0;
    for (const range of ranges) {
      this.#begin(range);
      for (let sequence = range.fromSequence; sequence < range.untilSequence; sequence += 1) {
        if (sequence >= hole.from && sequence < hole.until) continue;
        ids.push(this.#records.idOf(sequence));
        const stamp = this.#records.stampOf(sequence);
        if (stamp > batchTime)
          throw new Violation(`batch ${batchTime} has number ${sequence}, stamped ${stamp}`);
        if (stamp <= batchTime - this.#batchDurationMs) mostLate += 1;
        if (this.#records.latestStampOf(sequence) <= batchTime - this.#batchDurationMs) leastLate += 1;
      }
      this.#next = range.untilSequence;
    }
    const last = record.sources.at(-1);
    if (ranges.length > 0 && last?.nextSequence !== this.#next)
      throw new Violation(`batch ${batchTime} goes up to ${this.#next} and says ${last?.nextSequence}`);
    if (totals.late < leastLate || totals.late > mostLate)
      throw new Violation(`batch ${batchTime} has ${mostLate} late records and says ${totals.late}`);
    if (totals.duplicate + totals.rejected > 0)
      throw new Violation(
        `batch ${batchTime} has ${totals.duplicate} duplicates, ${totals.rejected} rejected`,
      );
    this.#numLate += totals.late;
    this.#counts.add(batchTime, ids);
  }

  /** Compares the rows that came since the last time, or all. @throws {Violation} */
  audit(db: Database, all = false): void {
    this.#counts.audit(db, all ? Number.NEGATIVE_INFINITY : undefined);
    const next = db.prepare<[], number>('SELECT max(next_sequence) FROM source').pluck().get() ?? 1;
    if (next !== this.#next)
      throw new Violation(`the database's position is ${next}; it should be ${this.#next}`);
  }

  /**
   * An older database asked for what is gone, and its log still had a part of what comes before: both sides of the gap
   * may come into one batch. How much is missing there the batch's posts say; which posts, the audit finds out.
   */
  #holeIn(ranges: readonly LineProtocolRange[], numPosts: number): { from: number; until: number } {
    const [range] = ranges;
    const numRecords = ranges.reduce((sum, each) => sum + each.untilSequence - each.fromSequence, 0);
    const until = range && this.#wire.jumpWithin(range.fromSequence, range.untilSequence);
    const from = (until ?? 0) - (numRecords - numPosts);
    if (range === undefined || until === undefined || from >= until) return { from: 0, until: 0 };
    if (from < range.fromSequence || until - 1 > this.#wire.highestAcked)
      throw new Violation(`the numbers from ${from} to ${until - 1} were left out within a batch`);
    this.#numGone += until - from;
    return { from, until };
  }

  /** What a batch has follows what the one before had. */
  #begin({ fromSequence, untilSequence, epoch }: LineProtocolRange): void {
    if (epoch !== this.#wire.epoch) throw new Violation(`a batch has records of the epoch ${epoch}`);
    if (fromSequence < this.#next)
      throw new Violation(`the numbers from ${fromSequence} on are counted again; ${this.#next} was next`);
    if (untilSequence > this.#records.next)
      throw new Violation(`number ${untilSequence - 1} is counted, and was never sent`);
    const numGone = fromSequence - this.#next;
    if (numGone === 0) return;
    this.#numGone += numGone;
    const wasAcked = fromSequence - 1 <= this.#wire.highestAcked;
    if (!wasAcked || !this.#wire.isJump(fromSequence))
      throw new Violation(`the numbers from ${this.#next} to ${fromSequence - 1} were left out`);
  }
}
