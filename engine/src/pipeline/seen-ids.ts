import { StreamingError } from '../errors.ts';
import { IdSet } from './id-set.ts';
import { readTweetId, type TweetIdHalves } from './tweet-id.ts';

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

/** The ids of one batch, two words each in the machine's order, of which the first `from` are forgotten. */
interface SeenBatch {
  readonly batchTime: number;
  words: Uint32Array;
  from: number;
  until: number;
}

const FIRST_IDS = 64;
/** Which of the two words of a 64-bit number comes first in memory. */
const LOW = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;

/**
 * Remembers which tweets have been counted. In batch `t` an id is new unless it was added to `t` before, or is among
 * the last `maxIds` ids of the batches in (t − rememberDuration, t). That depends on nothing but the batches before,
 * so an engine that is stopped and restores them goes on with the same answers.
 */
export class SeenIds {
  readonly #maxIds: number;
  readonly #rememberDuration: number;
  readonly #set = new IdSet();
  readonly #batches: SeenBatch[] = [];
  readonly #id: TweetIdHalves = { low: 0, high: 0 };
  #former: Iterator<FormerIds> | undefined;

  constructor({ maxIds = 1_000_000, rememberDuration = 30 * 60_000 }: SeenIdsOptions = {}) {
    this.#maxIds = maxIds;
    this.#rememberDuration = rememberDuration;
  }

  /** Ids remembered. */
  get size(): number {
    return this.#set.size;
  }

  /** Bytes that the ids take. */
  get byteLength(): number {
    return this.#batches.reduce((sum, batch) => sum + batch.words.byteLength, this.#set.byteLength);
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
    for (let last = this.#batches.at(-1); last !== undefined; last = this.#batches.at(-1)) {
      if (last.batchTime < batchTime) {
        last.words = last.words.slice(2 * last.from, 2 * last.until);
        last.until -= last.from;
        last.from = 0;
        break;
      }
      this.#forget(last, last.until - last.from);
      this.#batches.pop();
    }
    this.#forgetBefore(batchTime);
    this.#batches.push({ batchTime, words: new Uint32Array(2 * FIRST_IDS), from: 0, until: 0 });
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

  /** The ids that were new in a batch, in the order they came in; empty when it is not remembered. */
  idsOf(batchTime: number): BigUint64Array {
    const batch = this.#batches.find((candidate) => candidate.batchTime === batchTime);
    if (batch === undefined) return new BigUint64Array(0);
    return new BigUint64Array(batch.words.slice(2 * batch.from, 2 * batch.until).buffer);
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
    const words = new Uint32Array(ids.buffer, ids.byteOffset, 2 * ids.length);
    for (let index = 0; index < words.length; index += 2)
      this.#addTo(batch, words[index + LOW] ?? 0, words[index + HIGH] ?? 0);
  }

  #addTo(batch: SeenBatch, low: number, high: number): boolean {
    if (!this.#set.add(low, high)) return false;
    if (2 * batch.until === batch.words.length) {
      const words = new Uint32Array(2 * batch.words.length);
      words.set(batch.words);
      batch.words = words;
    }
    batch.words[2 * batch.until + LOW] = low;
    batch.words[2 * batch.until + HIGH] = high;
    batch.until += 1;
    return true;
  }

  #forgetBefore(batchTime: number): void {
    let numExpired = 0;
    for (const batch of this.#batches) {
      const isOld = batch.batchTime <= batchTime - this.#rememberDuration;
      const numTooMany = this.#set.size - this.#maxIds;
      if (!isOld && numTooMany <= 0) break;
      const numIds = batch.until - batch.from;
      this.#forget(batch, isOld ? numIds : Math.min(numIds, numTooMany));
      if (batch.from < batch.until) break;
      numExpired += 1;
    }
    this.#batches.splice(0, numExpired);
  }

  /** Forgets the first `numIds` of a batch. */
  #forget(batch: SeenBatch, numIds: number): void {
    for (const end = batch.from + numIds; batch.from < end; batch.from += 1) {
      const index = 2 * batch.from;
      this.#set.delete(batch.words[index + LOW] ?? 0, batch.words[index + HIGH] ?? 0);
    }
  }
}
