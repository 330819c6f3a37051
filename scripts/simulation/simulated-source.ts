import type { SourceRecord, TweetSource } from '../../apps/tweet-reader/src/tweet-source.ts';
import { delay } from '../../engine/src/time/clock.ts';
import type { Random } from '../fixture/random.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { recordLine } from './simulated-tweet.ts';

export interface SimulatedSourceOptions {
  readonly process: SimulatedProcess;
  readonly random: Random;
  /** Between two times at which tweets come, on the average, ms. */
  readonly everyMs: number;
  readonly maxAtOnce: number;
  /** The next tweet's number. */
  nextId(): number;
  /** No more tweets come, though time goes on. */
  isQuiet(): boolean;
}

/** A live source of numbered tweets; what nobody reads is gone, as with X. */
export function simulatedSource(options: SimulatedSourceOptions): TweetSource {
  const { process, random, everyMs, maxAtOnce, nextId, isQuiet } = options;
  return {
    name: 'x',
    clock: 'live',
    epoch: undefined,
    about: 'simulated',
    total: undefined,
    async *events(signal) {
      let lastAt = 0;
      while (!signal.aborted) {
        const waitMs = Math.ceil(Math.min(5 * everyMs, random.exponential(1 / everyMs)));
        await delay(process, waitMs, signal).catch(() => {});
        if (signal.aborted) return;
        lastAt = Math.max(lastAt, process.now());
        const records: SourceRecord[] = [];
        const numRecords = isQuiet() ? 0 : random.integer(1, maxAtOnce);
        for (let i = 0; i < numRecords; i += 1)
          records.push({ at: lastAt, line: recordLine(nextId(), lastAt) });
        if (records.length > 0) yield { kind: 'records', records };
        yield { kind: 'watermark', at: lastAt };
      }
    },
  };
}
