/** How fast time goes while the machine's clock is behind it: an hour is made up for in ten. */
const RATE_WHILE_BEHIND = 0.9;

/**
 * The machine's time for those who must not see it go back: where its clock is set back, time goes on from where it
 * was, a little slower than usual, until the clock has caught up. Set forward, it is followed at once.
 *
 *     the clock    10:00  10:01  09:01  09:02   …   19:00     (set back by an hour)
 *     now()        10:00  10:01  10:01  10:02   …   19:00     a second is 0.9 s
 */
export class OnwardTime {
  readonly #wall: () => number;
  readonly #elapsed: () => number;
  #reached = Number.NEGATIVE_INFINITY;
  #reachedAt = 0;

  /**
   * @param wall epoch ms; may be set at any moment
   * @param elapsed ms since some moment; goes on evenly
   */
  constructor(wall: () => number = () => Date.now(), elapsed: () => number = () => performance.now()) {
    this.#wall = wall;
    this.#elapsed = elapsed;
  }

  /** Epoch ms, whole; never less than before. */
  now(): number {
    const elapsed = this.#elapsed();
    const onward = this.#reached + (elapsed - this.#reachedAt) * RATE_WHILE_BEHIND;
    this.#reached = Math.max(this.#wall(), onward);
    this.#reachedAt = elapsed;
    return Math.floor(this.#reached);
  }

  /** From now on it is at least `moment`: someone before us has seen that. */
  notBefore(moment: number): void {
    this.now();
    this.#reached = Math.max(this.#reached, moment);
  }
}
