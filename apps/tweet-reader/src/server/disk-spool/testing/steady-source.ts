import { type Clock, delay } from '@hashtide/engine';
import type { SourceRecord, TweetSource } from '../../../tweet-source.ts';

const EVERY_MS = 10;

/** A live source that gives `ratePerSecond` records of about 400 bytes, evenly, with ids from `firstId` on. */
export function steadySource(clock: Clock, ratePerSecond: number, firstId = 1): TweetSource {
  return {
    name: 'x',
    clock: 'live',
    epoch: undefined,
    about: 'steady',
    total: undefined,
    async *events(signal) {
      const startedAt = clock.now();
      let numGiven = 0;
      while (!signal.aborted) {
        await delay(clock, EVERY_MS, signal).catch(() => {});
        const now = clock.now();
        const due = Math.floor(((now - startedAt) * ratePerSecond) / 1000);
        const records: SourceRecord[] = [];
        for (; numGiven < due; numGiven += 1) records.push(steadyRecord(firstId + numGiven, now));
        if (records.length > 0) yield { kind: 'records', records };
        yield { kind: 'watermark', at: now };
      }
    },
  };
}

function steadyRecord(id: number, at: number): SourceRecord {
  const text = 'steady as she goes '.repeat(17);
  return { at, line: Buffer.from(`{"data":{"id":"${id}","text":"${text}"},"__rec":{"at":${at}}}`) };
}
