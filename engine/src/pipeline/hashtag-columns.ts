import type { HashtagBatch } from './batch-record.ts';
import { grown } from './bytes/grown.ts';
import type { Counts } from './counts.ts';
import { TallyColumn } from './tally-column.ts';

/** A cell for each label's code, of originals and then of retweets. */
export const CELLS = 6;
const FIRST_TAGS = 256;

/** What a batch says of its hashtags: a number each, and a column for each thing counted. */
export class HashtagColumns {
  /** By number. */
  readonly keys: string[] = [];
  readonly spellings = new TallyColumn();
  readonly langs = new TallyColumn();
  readonly #numbers = new Map<string, number>();
  #cells = new Int32Array(FIRST_TAGS * CELLS);

  numberOf(key: string): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.keys.length;
    this.#numbers.set(key, number);
    this.keys.push(key);
    if (number * CELLS >= this.#cells.length) this.#cells = grown(this.#cells, number * CELLS);
    return number;
  }

  /** Counts a post with hashtag `number` into one of its {@link CELLS}. */
  add(number: number, cell: number, spelling: string, lang: string): void {
    const at = number * CELLS + cell;
    this.#cells[at] = (this.#cells[at] as number) + 1;
    this.spellings.add(number, spelling);
    this.langs.add(number, lang);
  }

  countsOf(number: number): Counts {
    return countsOfCells(this.#cells, number * CELLS);
  }

  /** Ascending by key, so that equal batches give equal records. */
  rows(): HashtagBatch[] {
    return this.keys
      .map((key, number) => new HashtagRow(this, key, number))
      .sort((a, b) => (a.hashtag < b.hashtag ? -1 : 1));
  }
}

/** The counts of {@link CELLS} cells from `first` on. */
export function countsOfCells(cells: Int32Array, first: number): Counts {
  const at = (cell: number): number => cells[first + cell] as number;
  const [repostNegative, repostNeutral, repostPositive] = [at(3), at(4), at(5)];
  const negative = at(0) + repostNegative;
  const neutral = at(1) + repostNeutral;
  const positive = at(2) + repostPositive;
  const posts = positive + neutral + negative;
  const reposts = repostPositive + repostNeutral + repostNegative;
  return { posts, reposts, positive, neutral, negative, repostPositive, repostNeutral, repostNegative };
}

/** Reads the columns when it is asked: a batch may have a million hashtags. */
class HashtagRow implements HashtagBatch {
  readonly hashtag: string;
  readonly #columns: HashtagColumns;
  readonly #number: number;

  constructor(columns: HashtagColumns, hashtag: string, number: number) {
    this.hashtag = hashtag;
    this.#columns = columns;
    this.#number = number;
  }

  get counts(): Readonly<Counts> {
    return this.#columns.countsOf(this.#number);
  }

  get spellings(): ReadonlyMap<string, number> {
    return this.#columns.spellings.mapOf(this.#number);
  }

  get langs(): ReadonlyMap<string, number> {
    return this.#columns.langs.mapOf(this.#number);
  }
}
