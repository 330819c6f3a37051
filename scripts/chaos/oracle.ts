/** Posts, reposts, positive, neutral, negative, and the same three of the reposts: in the order of the columns. */
type Cell = readonly number[];

/** What a database must hold: `batchTime tag` → its counts; of the batch itself (tag `''`) also the duplicates. */
export type Cells = ReadonlyMap<string, Cell>;

const COLUMN = { positive: 2, neutral: 3, negative: 4 } as const;
const WEIGHTS: Readonly<Record<string, number>> = {
  ...{ lovely: 3, good: 3, great: 3, happy: 3, love: 3, wonderful: 4, nice: 3 },
  ...{ awful: -3, bad: -3, terrible: -3, sad: -2, hate: -3, horrible: -3, poor: -2 },
};

/** One record as the oracle sees it. */
export interface OracleRecord {
  readonly at: number;
  readonly id: string;
  readonly text: string;
  readonly isRepost: boolean;
}

/**
 * Counts records a second time, with no line of hashtide: what each batch and each of its tags must come to. It knows
 * as much of hashtags and AFINN as the texts of `chaosText` need, and that a batch `t` holds `t − duration < at ≤ t`.
 * An id counts once: the streams are shorter than what the product remembers.
 */
export class Oracle {
  readonly #batchDurationMs: number;
  readonly #cells = new Map<string, number[]>();
  readonly #seen = new Set<string>();
  #numPosts = 0;

  constructor(batchDurationMs: number) {
    this.#batchDurationMs = batchDurationMs;
  }

  get cells(): Cells {
    return this.#cells;
  }

  /** Posts that count. */
  get numPosts(): number {
    return this.#numPosts;
  }

  /** A line of a recording. */
  line(line: string): void {
    this.record(readRecord(line));
  }

  record({ at, id, text, isRepost }: OracleRecord): void {
    const batchTime = Math.ceil(at / this.#batchDurationMs) * this.#batchDurationMs;
    if (this.#seen.has(id)) {
      this.#add(cellKey(batchTime, ''), 8);
      return;
    }
    this.#seen.add(id);
    this.#numPosts += 1;
    const label = labelOf(text);
    for (const tag of ['', ...tagsOf(text)]) {
      const key = cellKey(batchTime, tag);
      this.#add(key, 0);
      this.#add(key, COLUMN[label]);
      if (!isRepost) continue;
      this.#add(key, 1);
      this.#add(key, COLUMN[label] + 3);
    }
  }

  #add(key: string, column: number): void {
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = emptyCell(key);
      this.#cells.set(key, cell);
    }
    cell[column] = (cell[column] ?? 0) + 1;
  }
}

/** The name of a cell; tag `''`: of the batch itself. */
export function cellKey(batchTime: number, tag: string): string {
  return `${batchTime} ${tag}`;
}

function emptyCell(key: string): number[] {
  return new Array<number>(key.endsWith(' ') ? 9 : 8).fill(0);
}

function readRecord(line: string): OracleRecord {
  const { data, includes, __rec: stamp } = JSON.parse(line);
  const isRepost = data.referenced_tweets !== undefined;
  return { at: stamp.at, id: data.id, text: isRepost ? includes.tweets[0].text : data.text, isRepost };
}

function tagsOf(text: string): Set<string> {
  const words = text.split(' ').filter((word) => word.startsWith('#'));
  return new Set(words.map((word) => word.slice(1).normalize('NFKC').toLowerCase()));
}

function labelOf(text: string): keyof typeof COLUMN {
  let score = 0;
  let before = '';
  for (const word of text.split(' ')) {
    const weight = WEIGHTS[word] ?? 0;
    score += before === 'not' ? -weight : weight;
    before = word;
  }
  return score > 0 ? 'positive' : score < 0 ? 'negative' : 'neutral';
}
