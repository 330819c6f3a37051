import { StreamingError } from '../errors.ts';
import { IdTable } from './id-table.ts';
import { HIGH, LOW, readTweetId, type TweetIdHalves } from './tweet-id.ts';

/** How long and how many ids are remembered. */
export interface SeenIdsOptions {
  /** Default 1,000,000. */
  readonly maxIds?: number;
  /** ms; default 30 minutes. */
  readonly rememberDuration?: number;
}

/** The ids of a batch as {@link SeenIds.idsOf} gave them. */
export interface FormerIds {
  readonly batchTime: number;
  readonly ids: BigUint64Array;
}

/** The ids of one batch: the places `from … until − 1` of the table. */
interface SeenBatch {
  readonly batchTime: number;
  from: number;
  until: number;
}

/**
 * Remembers which tweets have been counted. In batch `t` an id is new unless it was added to `t` before, or is among
 * the last `maxIds` ids of the batches in (t − rememberDuration, t). That depends on nothing but the batches before,
 * so an engine that is stopped and restores them goes on with the same answers.
 */
export class SeenIds {
  readonly #maxIds: number;
  readonly #rememberDuration: number;
  readonly #table = new IdTable();
  readonly #batches: SeenBatch[] = [];
  readonly #id: TweetIdHalves = { low: 0, high: 0 };
  #former: Iterator<FormerIds> | undefined;

  constructor({ maxIds = 1_000_000, rememberDuration = 30 * 60_000 }: SeenIdsOptions = {}) {
    this.#maxIds = maxIds;
    this.#rememberDuration = rememberDuration;
  }

  /** Ids remembered. */
  get size(): number {
    return this.#table.next - this.#table.first;
  }

  /** Bytes that the ids take. */
  get byteLength(): number {
    return this.#table.byteLength;
  }

  /**
   * Starts a batch. What an earlier try of it, or of a later batch, added is forgotten; what is too old for it is
   * forgotten for good, so batches are opened in order, the last one as often as need be.
   *
   * @param batchTime epoch ms
   */
  openBatch(batchTime: number): void {
    while (this.recallNext());
    this.#open(batchTime);
  }

  #open(batchTime: number): void {
    const batches = this.#batches;
    const numBefore = batches.findLastIndex((batch) => batch.batchTime < batchTime) + 1;
    const again = batches[numBefore];
    if (again !== undefined) this.#table.forgetFrom(again.from);
    batches.length = numBefore;
    this.#forgetBefore(batchTime);
    const { next } = this.#table;
    batches.push({ batchTime, from: next, until: next });
  }

  /**
   * Adds an id to the batch that was opened last.
   *
   * @returns true: new, to be counted; false: a duplicate
   */
  add(id: string): boolean {
    readTweetId(id, this.#id);
    return this.addHalves(this.#id.low, this.#id.high);
  }

  /** The same of an id as {@link readTweetId} gives it. */
  addHalves(low: number, high: number): boolean {
    const batch = this.#batches.at(-1);
    if (batch === undefined) {
      throw new StreamingError('NO_OPEN_BATCH', 'add() was called before openBatch(); open the batch first.');
    }
    return this.#addTo(batch, low, high);
  }

  /** To be called before some hundred ids are added: two words each, low and high. */
  expect(halves: Uint32Array, numIds: number): void {
    this.#table.expect(halves, numIds);
  }

  /** The ids that were new in a batch, in the order they came in; empty when it is not remembered. */
  idsOf(batchTime: number): BigUint64Array {
    const batch = this.#batches.find((candidate) => candidate.batchTime === batchTime);
    if (batch === undefined) return new BigUint64Array(0);
    return this.#table.idsAt(batch.from, batch.until);
  }

  /**
   * Gives back what {@link idsOf} gave of committed batches, oldest first. They are asked for when they are needed,
   * by the first openBatch, or before it by {@link recallNext}.
   */
  restoreFrom(former: Iterable<FormerIds>): void {
    this.#former = former[Symbol.iterator]();
  }

  /** Takes in one more batch of what {@link restoreFrom} gave. @returns false: that was all */
  recallNext(): boolean {
    const former = this.#former;
    if (former === undefined) return false;
    const next = former.next();
    if (next.done) this.#former = undefined;
    else this.restore(next.value.batchTime, next.value.ids);
    return !next.done;
  }

  /** Gives back one batch at once; oldest batch first, before the first openBatch. */
  restore(batchTime: number, ids: BigUint64Array): void {
    this.#open(batchTime);
    const batch = this.#batches.at(-1);
    if (batch === undefined) return;
    // Two words a number, as the machine has them.
    const words = new Uint32Array(ids.buffer, ids.byteOffset, 2 * ids.length);
    for (let index = 0; index < words.length; index += 2)
      this.#addTo(batch, words[index + LOW] ?? 0, words[index + HIGH] ?? 0);
  }

  #addTo(batch: SeenBatch, low: number, high: number): boolean {
    if (!this.#table.add(low, high)) return false;
    batch.until += 1;
    return true;
  }

  /** Forgets what is too old, and, of what is left, the first where there are too many. */
  #forgetBefore(batchTime: number): void {
    const batches = this.#batches;
    const oldest = batchTime - this.#rememberDuration;
    const { next } = this.#table;
    const first = Math.max(
      batches.find((batch) => batch.batchTime > oldest)?.from ?? next,
      next - this.#maxIds,
    );
    this.#table.forgetBefore(first);
    const numGone = batches.findIndex((batch) => batch.batchTime > oldest && batch.until > first);
    batches.splice(0, numGone < 0 ? batches.length : numGone);
    for (const batch of batches) batch.from = Math.max(batch.from, first);
  }
}
