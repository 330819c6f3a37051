import type { Time } from '../time/duration.ts';

/**
 * When to look at which key again. A key that is touched stays where it was listed, at its earlier time; whoever
 * finds it there and sees that it was touched since lists it anew. So a touch costs nothing here, and each key is
 * looked at no more often than it was touched.
 */
export class UpdateTimes<K> {
  readonly #keysAt = new Map<Time, K[]>();
  #length = 0;

  /** How many keys are listed; one that was removed and came back may be so twice. */
  get length(): number {
    return this.#length;
  }

  add(key: K, time: Time): void {
    const keys = this.#keysAt.get(time);
    if (keys === undefined) this.#keysAt.set(time, [key]);
    else keys.push(key);
    this.#length += 1;
  }

  /** Takes out what is listed before `threshold`, earliest first. */
  takeBefore(threshold: Time): K[] {
    const times = [...this.#keysAt.keys()].filter((time) => time < threshold).sort((a, b) => a - b);
    const taken = times.flatMap((time) => this.#keysAt.get(time) ?? []);
    for (const time of times) this.#keysAt.delete(time);
    this.#length -= taken.length;
    return taken;
  }
}
