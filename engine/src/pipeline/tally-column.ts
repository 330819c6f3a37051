import { grown } from './bytes/grown.ts';

/**
 * How many posts had each of a few texts, for each of many rows. Nearly always a row has one text only, so the first
 * has a column of its own and a map is made when a second comes.
 */
export class TallyColumn {
  readonly #first: string[] = [];
  #posts = new Int32Array(256);
  readonly #rest = new Map<number, Map<string, number>>();

  /** Counts one post. Rows are begun in order, without a gap. */
  add(row: number, text: string): void {
    const first = this.#first[row];
    if (first === undefined) {
      if (row >= this.#posts.length) this.#posts = grown(this.#posts, row);
      this.#first[row] = text;
      this.#posts[row] = 1;
    } else if (first === text) {
      this.#posts[row] = (this.#posts[row] as number) + 1;
    } else this.#addOther(row, text);
  }

  /** In order of appearance. */
  mapOf(row: number): Map<string, number> {
    const map = new Map([[this.#first[row] ?? '', this.#posts[row] as number]]);
    for (const [text, posts] of this.#rest.get(row) ?? []) map.set(text, posts);
    return map;
  }

  #addOther(row: number, text: string): void {
    const rest = this.#rest.get(row) ?? new Map<string, number>();
    rest.set(text, (rest.get(text) ?? 0) + 1);
    this.#rest.set(row, rest);
  }
}
