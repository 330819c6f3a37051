import type { SourceRecord } from '../../tweet-source.ts';
import { shiftRecord, tweetIdOf } from './shift-record.ts';

/** The pause after a lap in which everything came at once. */
const GAP_AFTER_ONE_MOMENT_MS = 1000;
/** A snowflake id's bits below its milliseconds. */
const SNOWFLAKE_SHIFT = 22n;

/**
 * A recording over and over. Each lap follows the one before it after the recording's mean distance between
 * records; its times and ids are moved on, so that no tweet id comes twice. Ends only with a lap of nothing.
 *
 * @param read gives the recording from its start; called once a lap, and told its number, from 0
 */
export async function* loopRecords(
  read: (lap: number) => AsyncIterable<readonly SourceRecord[]>,
): AsyncGenerator<readonly SourceRecord[]> {
  let firstAt: number | undefined;
  let lastAt = 0;
  let numRecords = 0;
  let leastId: bigint | undefined;
  let greatestId = -1n;
  for await (const records of read(0)) {
    for (const record of records) {
      firstAt ??= record.at;
      lastAt = record.at;
      const id = tweetIdOf(record);
      if (id === undefined) continue;
      if (leastId === undefined || id < leastId) leastId = id;
      if (id > greatestId) greatestId = id;
    }
    numRecords += records.length;
    yield records;
  }
  if (firstAt === undefined) return;
  const gapMs =
    lastAt === firstAt
      ? GAP_AFTER_ONE_MOMENT_MS
      : Math.max(1, Math.round((lastAt - firstAt) / (numRecords - 1)));
  const lapMs = lastAt - firstAt + gapMs;
  const least = leastId ?? 0n;
  // Ids of two laps lie apart even where the ids are spread over more time than the stamps are.
  const idsOfLap = BigInt(lapMs) << SNOWFLAKE_SHIFT;
  const lapId = idsOfLap > greatestId - least ? idsOfLap : greatestId - least + 1n;
  for (let lap = 1; ; lap++) {
    const shift = { lap, byMs: lap * lapMs, byId: BigInt(lap) * lapId, leastId: least, greatestId };
    let numLeft = numRecords;
    for await (const records of read(lap)) {
      // A file that has grown since gives no more than it did: times would overlap with the next lap's.
      const part = records.slice(0, numLeft);
      if (part.length === 0) break;
      numLeft -= part.length;
      yield part.map((record) => shiftRecord(record, shift));
    }
    if (numLeft === numRecords) return;
  }
}
