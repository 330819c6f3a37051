import type { BadReason } from './entry.ts';

const MOST_NAMED = 10;

const IN_WORDS: Record<BadReason, string> = {
  not_json: 'is not JSON',
  not_object: 'is JSON, but no object',
  too_long: 'is longer than 64 KiB',
  bad_utf8: 'is not valid UTF-8',
};

/** Counts what is wrong with a recording and says it in few lines: the first ten by name, then the totals. */
export class ReplayReport {
  readonly #file: string;
  readonly #log: (message: string) => unknown;
  numBadLines = 0;
  /** Records whose time went back and was raised to the time before it. */
  numClamped = 0;

  constructor(file: string, log: (message: string) => unknown) {
    this.#file = file;
    this.#log = log;
  }

  badLine(lineNumber: number, reason: BadReason): void {
    this.numBadLines++;
    if (this.numBadLines > MOST_NAMED) return;
    this.#log(`${this.#file}:${lineNumber} ${IN_WORDS[reason]}; it keeps its number and counts as rejected`);
  }

  /**
   * How the input ended, where not as it should.
   *
   * @param cut a sentence about data that broke off
   * @param tornLine the number of a last line that is not whole
   */
  end(cut: string | undefined, tornLine: number | undefined): void {
    if (cut !== undefined) this.#log(cut);
    if (tornLine !== undefined) this.#log(`${this.#file}:${tornLine} the last line is torn off and left out`);
  }

  say(message: string): void {
    this.#log(message);
  }

  /** The totals, where the lines before do not say them already. */
  finish(): void {
    if (this.numBadLines > MOST_NAMED) this.#log(`${this.#file} has ${this.numBadLines} bad lines in all`);
    if (this.numClamped > 0) {
      this.#log(`${this.#file} went back in time ${this.numClamped} times; each got the time before it`);
    }
  }
}
