import { type Entry, kept } from './entry.ts';

const SLICE = 4096;
/** What a bad line weighs in memory. */
const BAD_ENTRY_BYTES = 64;

/**
 * The entries in the order of their times; equal times keep their order, and an entry without a time stays
 * behind the one before it. What is beyond the first `maxBytes` passes through as it comes.
 *
 * @param onTooMuch called once when not everything is sorted
 */
export async function* sortByTime(
  batches: AsyncIterable<readonly Entry[]>,
  maxBytes: number,
  onTooMuch: () => void,
): AsyncGenerator<readonly Entry[]> {
  let first: Entry[] | undefined = [];
  let numBytes = 0;
  for await (const batch of batches) {
    const beyond: Entry[] = [];
    for (const entry of batch) {
      numBytes += 'line' in entry ? entry.line.length : BAD_ENTRY_BYTES;
      if (first !== undefined && numBytes <= maxBytes) first.push(kept(entry));
      else beyond.push(entry);
    }
    if (beyond.length === 0) continue;
    if (first !== undefined) {
      onTooMuch();
      yield* inSlices(inOrder(first));
      first = undefined;
    }
    yield beyond;
  }
  if (first !== undefined) yield* inSlices(inOrder(first));
}

function* inSlices(entries: readonly Entry[]): Generator<readonly Entry[]> {
  for (let from = 0; from < entries.length; from += SLICE) yield entries.slice(from, from + SLICE);
}

function inOrder(entries: Entry[]): Entry[] {
  const times = new Float64Array(entries.length);
  let last = entries.find(({ at }) => !Number.isNaN(at))?.at ?? 0;
  let ordered = true;
  for (const [i, { at }] of entries.entries()) {
    if (at < last) ordered = false;
    if (!Number.isNaN(at)) last = at;
    times[i] = last;
  }
  if (ordered) return entries;
  const order = Uint32Array.from(times, (_time, i) => i);
  order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  return Array.from(order, (i) => entries[i]).filter((entry) => entry !== undefined);
}
