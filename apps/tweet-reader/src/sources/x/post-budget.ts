import { type Clock, StreamingError } from '@hashtide/engine';
import type { JsonFile } from './json-file.ts';
import type { SourceLog } from './source-log.ts';

/** What X charges for reading a post (pay-per-use, August 2026); an estimate, X's own count decides. */
const DOLLARS_A_POST = 0.005;
const DAY_MS = 86_400_000;
const WARN_AT = 0.8;
const SAVE_EVERY_MS = 1_000;

export interface PostBudgetOptions {
  readonly clock: Clock;
  readonly log: SourceLog;
  /** Default: no limit; posts are counted all the same. */
  readonly maxPostsPerDay?: number | undefined;
  /** Keeps the day's count over restarts. */
  readonly file?: JsonFile | undefined;
}

/**
 * Counts the posts of a UTC day, X's billing day, and says stop. Every post that came counts, also a
 * repeated one. The count is written at most once a second, so a crash forgets a second at most.
 */
export class PostBudget {
  readonly #options: PostBudgetOptions;
  readonly #max: number;
  #day = 0;
  #posts = 0;
  #savedAt = Number.NEGATIVE_INFINITY;
  #warned = false;

  /** @throws {StreamingError} `X_BAD_BUDGET` */
  constructor(options: PostBudgetOptions) {
    const { maxPostsPerDay = Number.POSITIVE_INFINITY } = options;
    if (!(maxPostsPerDay >= 1)) {
      throw new StreamingError('X_BAD_BUDGET', `maxPostsPerDay is ${maxPostsPerDay}; it must be at least 1`);
    }
    this.#options = options;
    this.#max = maxPostsPerDay;
    this.#day = this.#today();
    this.#posts = this.#storedCount();
  }

  /** Posts of this UTC day so far. */
  get posts(): number {
    return this.#posts;
  }

  /** Estimated cost of this UTC day so far. */
  get dollars(): number {
    return this.#posts * DOLLARS_A_POST;
  }

  /** @throws {StreamingError} `X_BUDGET_USED`, with the time the day ends, when no further post may come */
  requireRoom(): void {
    this.#turnDay();
    if (this.#posts >= this.#max) throw this.#usedUp();
  }

  /** Counts a post that came. */
  count(): void {
    this.#turnDay();
    this.#posts += 1;
    if (!this.#warned && this.#posts >= this.#max * WARN_AT) this.#warn();
    if (this.#options.clock.now() - this.#savedAt >= SAVE_EVERY_MS) this.save();
  }

  /** Writes the count now. */
  save(): void {
    this.#savedAt = this.#options.clock.now();
    this.#options.file?.write({ v: 1, day: dateOf(this.#day), posts: this.#posts });
  }

  #turnDay(): void {
    const today = this.#today();
    // a clock that is set back must not give the day's budget anew
    if (today <= this.#day) return;
    this.#day = today;
    this.#posts = 0;
    this.#warned = false;
  }

  #today(): number {
    return Math.floor(this.#options.clock.now() / DAY_MS);
  }

  #storedCount(): number {
    const stored = this.#options.file?.read();
    if (typeof stored !== 'object' || stored === null || !('day' in stored) || !('posts' in stored)) return 0;
    if (stored.day !== dateOf(this.#day)) return 0;
    return typeof stored.posts === 'number' && stored.posts > 0 ? Math.floor(stored.posts) : 0;
  }

  #warn(): void {
    this.#warned = true;
    this.#options.log(
      'warn',
      `${this.#posts} posts today (about ${money(this.dollars)}): ${Math.floor((this.#posts / this.#max) * 100)} % of the day's budget of ${this.#max}`,
    );
  }

  #usedUp(): StreamingError {
    const end = new Date((this.#day + 1) * DAY_MS).toISOString().slice(0, 16).replace('T', ' ');
    return new StreamingError(
      'X_BUDGET_USED',
      `${this.#posts} posts today (about ${money(this.dollars)}); the budget is ${this.#max} posts a day, and X's day ends at ${end} UTC`,
      { fix: 'Start again then, raise the budget, or narrow the rules (sample:10 takes every tenth post).' },
    );
  }
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function money(dollars: number): string {
  return `$${dollars.toFixed(2)}`;
}
