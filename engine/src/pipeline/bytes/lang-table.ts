import { NO_LANG, toLang } from '../tweet.ts';

/** Far more than X knows; more come only from who means mischief. */
const MAX_NAMES = 1024;
const LOWEST_LETTER = 0x61;

/** Gives each language a small number, found by its bytes. */
export class LangTable {
  /** By number. Number 0 is that of no language. */
  names: string[] = [NO_LANG];
  readonly #numberOfName = new Map<string, number>([[NO_LANG, 0]]);
  /** Numbers of the languages of two small letters, which nearly all are; 0: not seen yet. */
  readonly #ofTwoLetters = new Uint16Array(32 * 32);

  /** Whether it is time to {@link clear} it. */
  get isFull(): boolean {
    return this.names.length >= MAX_NAMES;
  }

  /** Forgets all numbers; the list that was given out stays as it is. */
  clear(): void {
    this.names = [NO_LANG];
    this.#numberOfName.clear();
    this.#numberOfName.set(NO_LANG, 0);
    this.#ofTwoLetters.fill(0);
  }

  /** Of `lang` as the record has it: `bytes[start, end)`. What is no language tag is `und`. */
  numberOf(bytes: Uint8Array, start: number, end: number): number {
    const first = (bytes[start] as number) - LOWEST_LETTER;
    const second = (bytes[start + 1] as number) - LOWEST_LETTER;
    const isUsual = end - start === 2 && first >= 0 && first < 26 && second >= 0 && second < 26;
    if (!isUsual) return this.numberOfName(toLang(Buffer.from(bytes.subarray(start, end)).toString()));
    const pair = 32 * first + second;
    const known = this.#ofTwoLetters[pair] as number;
    if (known !== 0) return known;
    const number = this.numberOfName(String.fromCharCode(first + LOWEST_LETTER, second + LOWEST_LETTER));
    this.#ofTwoLetters[pair] = number;
    return number;
  }

  /** @param name a language tag, or `und` */
  numberOfName(name: string): number {
    const known = this.#numberOfName.get(name);
    if (known !== undefined) return known;
    const number = this.names.length;
    this.names.push(name);
    this.#numberOfName.set(name, number);
    return number;
  }
}
