import { StreamingError } from '../errors.ts';
import type { Time } from '../time/duration.ts';
import type { StreamInputInfo } from './input-info.ts';

const NOTHING: ReadonlyMap<number, StreamInputInfo> = new Map();

/** What each input stream gave to each batch, until it is cleaned up. */
export class InputInfoTracker {
  readonly #infos = new Map<Time, Map<number, StreamInputInfo>>();

  /** @throws {StreamingError} `INPUT_INFO_REPORTED` the second time for a stream and batch */
  reportInfo(batchTime: Time, info: StreamInputInfo): void {
    const infos = this.#infos.get(batchTime) ?? new Map<number, StreamInputInfo>();
    if (infos.has(info.inputStreamId)) {
      throw new StreamingError(
        'INPUT_INFO_REPORTED',
        `input stream ${info.inputStreamId} has reported batch ${batchTime} ms already; it must report a batch once`,
      );
    }
    infos.set(info.inputStreamId, info);
    this.#infos.set(batchTime, infos);
  }

  /** By stream; empty for a batch of which nothing is known. */
  getInfo(batchTime: Time): ReadonlyMap<number, StreamInputInfo> {
    return this.#infos.get(batchTime) ?? NOTHING;
  }

  /** Forgets batches earlier than `batchTime`. */
  cleanup(batchTime: Time): void {
    for (const time of this.#infos.keys()) if (time < batchTime) this.#infos.delete(time);
  }
}
