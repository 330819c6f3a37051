import { type Clock, toError } from '@hashtide/engine';

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;

export interface SpoolTroubleOptions {
  readonly clock: Clock;
  readonly mayWait: boolean;
  log(line: string): void;
}

/** The disk takes no more records: since when, why, when it is tried again, and what has been said of it. */
export class SpoolTrouble {
  readonly #options: SpoolTroubleOptions;
  #since: number | undefined;
  #why = '';
  #numTries = 0;
  #retryAt = 0;
  #numDroppedBefore = 0;
  #numDroppedSaid = 0;

  constructor(options: SpoolTroubleOptions) {
    this.#options = options;
  }

  get isHere(): boolean {
    return this.#since !== undefined;
  }

  /** Epoch ms. */
  get retryAt(): number {
    return this.#retryAt;
  }

  /** @param code of the operating system, such as `ENOSPC` */
  came(error: unknown, code: string): void {
    const { clock, mayWait, log } = this.#options;
    this.#retryAt = clock.now() + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#numTries);
    this.#numTries += 1;
    this.#why = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : toError(error).message;
    if (this.#since !== undefined) return;
    this.#since = clock.now();
    const meanwhile = mayWait ? 'the source is not read' : 'the newest are kept in memory';
    log(`the spool takes no records (${this.#why}); it is tried again, and meanwhile ${meanwhile}`);
  }

  /** Records were dropped: said at the first and then each time their number has doubled. */
  dropped(numDropped: number): void {
    if (numDropped < 2 * this.#numDroppedSaid || numDropped === this.#numDroppedSaid) return;
    this.#numDroppedSaid = numDropped;
    const why = this.isHere ? this.#why : 'the disk is too slow';
    this.#options.log(`${why}: ${numDropped} records dropped so far, before they were written`);
  }

  isOver(numDropped: number): void {
    if (this.#since === undefined) return;
    const seconds = ((this.#options.clock.now() - this.#since) / 1000).toFixed(1);
    const lost = numDropped - this.#numDroppedBefore;
    this.#options.log(`the spool takes records again after ${seconds} s; ${lost} were dropped meanwhile`);
    this.#since = undefined;
    this.#numTries = 0;
    this.#numDroppedBefore = numDropped;
  }

  /** A few words for screens; undefined: there is none. */
  describe(numDropped: number): string | undefined {
    if (this.#since === undefined) return undefined;
    const lost = numDropped - this.#numDroppedBefore;
    return `the reader’s spool takes no records: ${this.#why}${lost > 0 ? `; ${lost} dropped` : ''}`;
  }
}
