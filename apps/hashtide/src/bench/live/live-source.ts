import { type Clock, delay } from '@hashtide/engine';
import type { TweetSource } from '@hashtide/tweet-reader';
import { makeLines } from '../path/make-recording.ts';

export interface LiveSourceOptions {
  readonly tweetsPerSecond: number;
  /** It ends after so long. */
  readonly seconds: number;
  readonly clock: Clock;
}

/** So often comes what has been written since. */
const SLICE_MS = 10;
/** So often it says how far the time has come when there is nothing. */
const SILENCE_MS = 1000;

/** Made tweets of 400 bytes at a steady pace, stamped when they come, as X's stream gives them. */
export function liveSource({ tweetsPerSecond, seconds, clock }: LiveSourceOptions): TweetSource {
  const total = tweetsPerSecond * seconds;
  return {
    name: 'bench',
    clock: 'live',
    epoch: undefined,
    about: `${tweetsPerSecond} tweets/s`,
    total: undefined,
    async *events(signal) {
      const lineOf = makeLines({ form: 'rules', numRecords: Math.max(1, total) });
      const start = clock.now();
      yield { kind: 'condition', condition: { state: 'connected', why: '' } };
      let numGiven = 0;
      while (!signal.aborted) {
        const at = clock.now();
        const numDue = Math.min(total, Math.floor(((at - start) * tweetsPerSecond) / 1000)) - numGiven;
        if (numDue > 0) {
          const records = Array.from({ length: numDue }, (_, index) => ({
            at,
            line: Buffer.from(lineOf(numGiven + index, at)),
          }));
          numGiven += numDue;
          yield { kind: 'records', records };
        } else if (tweetsPerSecond === 0) yield { kind: 'watermark', at };
        if (at - start >= seconds * 1000) return;
        await delay(clock, tweetsPerSecond === 0 ? SILENCE_MS : SLICE_MS, signal).catch(() => {});
      }
    },
  };
}
