import type { Duplicate } from '../score-tweet.ts';
import type { SeenIds } from '../seen-ids.ts';
import type { Rejected, Tweet } from '../tweet.ts';

/** A record after the ids were looked at. */
export type Sighting = Tweet | Rejected | Duplicate;

/**
 * Makes the function that lets a tweet through once, for the partitions of one batch, in their order. The batch is
 * opened when its first partition runs: batches may be planned ahead, but they run one after another.
 */
export function firstSightings(
  seenIds: SeenIds,
  batchTime: number,
): (records: Iterable<Tweet | Rejected>) => Iterable<Sighting> {
  let isOpen = false;
  return (records) => {
    if (!isOpen) seenIds.openBatch(batchTime);
    isOpen = true;
    return Array.from(records, (record) => {
      if (record.kind === 'rejected' || record.id === undefined || seenIds.add(record.id)) return record;
      return { kind: 'duplicate', id: record.id };
    });
  };
}
