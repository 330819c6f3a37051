import type { BatchTotals, HashtagBatch } from './batch-record.ts';
import { grown } from './bytes/grown.ts';
import {
  type BlockNames,
  HAS_ID,
  LABEL_BITS,
  REJECTED,
  REPOST,
  type ScannedBlock,
  UNSCORED,
} from './bytes/scanned-block.ts';
import { CELLS, countsOfCells, HashtagColumns } from './hashtag-columns.ts';
import type { SeenIds } from './seen-ids.ts';

/** All counts of a batch. */
export interface BatchCounts {
  readonly totals: BatchTotals;
  /** Ascending by key. */
  readonly hashtags: readonly HashtagBatch[];
}

const REPOST_CELLS = CELLS / 2;
const FIRST_NUMBERS = 1024;

/** Counts the blocks of one batch, in their order, each tweet id once. */
export class BatchCounter {
  readonly #seenIds: SeenIds;
  readonly #batchTime: number;
  readonly #onPost: ((block: ScannedBlock, record: number) => void) | undefined;
  readonly #hashtags = new HashtagColumns();
  readonly #totals = new Int32Array(CELLS);
  #unscored = 0;
  #duplicate = 0;
  #rejected = 0;
  #isOpen = false;
  /** By a spelling's place in the blocks' names: the hashtag's number in the batch + 1; 0: not looked up. */
  readonly #numbersOf = new Map<BlockNames, Uint32Array>();
  /** Those of the block that is being counted. */
  #numbers: Uint32Array = new Uint32Array(0);

  /** @param onPost hears of each post that is counted and has a hashtag */
  constructor(seenIds: SeenIds, batchTime: number, onPost?: (block: ScannedBlock, record: number) => void) {
    this.#seenIds = seenIds;
    this.#batchTime = batchTime;
    this.#onPost = onPost;
  }

  add(block: ScannedBlock): void {
    const seenIds = this.#seenIds;
    // Batches may be planned ahead, but they run one after another: not before its first block.
    if (!this.#isOpen) seenIds.openBatch(this.#batchTime);
    this.#isOpen = true;
    const { numRecords, marks, ids, tagEnds, names } = block;
    this.#numbers = this.#numbersFor(names);
    seenIds.expect(ids, numRecords);
    let tagsFrom = 0;
    for (let record = 0; record < numRecords; record += 1) {
      const mark = marks[record] as number;
      const tagsEnd = tagEnds[record] as number;
      if ((mark & REJECTED) !== 0) this.#rejected += 1;
      else if (
        (mark & HAS_ID) !== 0 &&
        !seenIds.addHalves(ids[2 * record] as number, ids[2 * record + 1] as number)
      )
        this.#duplicate += 1;
      else this.#count(block, record, mark, tagsFrom, tagsEnd);
      tagsFrom = tagsEnd;
    }
  }

  /** `late` is 0: it is not in the records. */
  result(): BatchCounts {
    const totals = {
      ...countsOfCells(this.#totals, 0),
      unscored: this.#unscored,
      late: 0,
      duplicate: this.#duplicate,
      rejected: this.#rejected,
    };
    return { totals, hashtags: this.#hashtags.rows() };
  }

  #numbersFor(names: BlockNames): Uint32Array {
    const numbers = this.#numbersOf.get(names);
    if (numbers !== undefined && names.keys.length <= numbers.length) return numbers;
    const more = grown(numbers ?? new Uint32Array(FIRST_NUMBERS), names.keys.length);
    this.#numbersOf.set(names, more);
    return more;
  }

  #count(block: ScannedBlock, record: number, mark: number, tagsFrom: number, tagsEnd: number): void {
    const cell = (mark & LABEL_BITS) + ((mark & REPOST) === 0 ? 0 : REPOST_CELLS);
    this.#totals[cell] = (this.#totals[cell] as number) + 1;
    if ((mark & UNSCORED) !== 0) this.#unscored += 1;
    if (tagsFrom === tagsEnd) return;
    const { langs, spellings, keys } = block.names;
    const lang = langs[block.langs[record] as number] as string;
    for (let at = tagsFrom; at < tagsEnd; at += 1) {
      const tag = block.tags[at] as number;
      let number = (this.#numbers[tag] as number) - 1;
      if (number < 0) {
        number = this.#hashtags.numberOf(keys[tag] as string);
        this.#numbers[tag] = number + 1;
      }
      this.#hashtags.add(number, cell, spellings[tag] as string, lang);
    }
    this.#onPost?.(block, record);
  }
}
