import type { Regression } from './recover-database.ts';

/** Says how much of what a database had lost has come again, once, as soon as it is known. */
export class RedeliveryReport {
  readonly #regression: Regression;
  readonly #log: (message: string) => void;
  #numBack = 0;
  #isOver = false;

  constructor(regression: Regression, log: (message: string) => void) {
    this.#regression = regression;
    this.#log = log;
  }

  /** A batch was committed. `numPosts`: what was in it; an empty one brought nothing back. */
  committed(batchTime: number, numPosts: number): void {
    if (this.#isOver) return;
    const { formerBatchTime } = this.#regression;
    if (batchTime <= formerBatchTime && numPosts > 0) this.#numBack += 1;
    if (batchTime >= formerBatchTime) this.end();
  }

  /** Nothing more will come. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { numBatches } = this.#regression;
    const missing = Math.max(0, numBatches - this.#numBack);
    this.#log(
      missing === 0
        ? `all ${numBatches} batches that were gone have come again`
        : `${this.#numBack} of the ${numBatches} batches that were gone have come again; ${missing} are lost, or had no posts`,
    );
  }
}
