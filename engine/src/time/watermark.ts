import type { Time } from './duration.ts';

/** How far a source has come: nothing earlier than `time` will follow. Never goes back. */
export class Watermark {
  #time: Time = Number.NEGATIVE_INFINITY;

  /** Epoch ms; -Infinity before the first. */
  get time(): Time {
    return this.#time;
  }

  /** Moves on to `time`; an earlier one is ignored. @returns whether it moved */
  advance(time: Time): boolean {
    if (!(time > this.#time)) return false;
    this.#time = time;
    return true;
  }

  /** Whether everything up to and including `time` has come: the watermark is later than it. */
  isPast(time: Time): boolean {
    return this.#time > time;
  }
}
