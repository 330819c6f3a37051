import { deserialize, serialize } from 'node:v8';
import { StreamingError } from '../../errors.ts';

/** So that no frame, and no moment of work on one, grows with the partition. */
const RECORDS_A_FRAME = 1024;

/**
 * Records as bytes, some at a time. Plain data survives, with Dates, Maps, Sets, bigints and typed arrays;
 * an object of a class comes back without its class.
 *
 * @throws {StreamingError} `RECORD_NOT_SERIALIZABLE` for a record that holds a function, a symbol or a promise
 */
export function* toFrames(records: readonly unknown[]): Generator<Buffer> {
  for (let start = 0; start < records.length; start += RECORDS_A_FRAME) {
    const some = records.slice(start, start + RECORDS_A_FRAME);
    try {
      yield serialize(some);
    } catch (cause) {
      throw new StreamingError(
        'RECORD_NOT_SERIALIZABLE',
        `a record cannot be kept as bytes: ${(cause as Error).message}; records must be plain data here`,
        { cause, fix: 'Keep it with StorageLevel.MEMORY_ONLY, or map it to plain data first.' },
      );
    }
  }
}

/** @throws {StreamingError} `RECORDS_DAMAGED` when these are not the bytes of {@link toFrames} */
export function fromFrame(frame: Uint8Array): unknown[] {
  let records: unknown;
  try {
    records = deserialize(frame);
  } catch (cause) {
    throw damaged('they are no serialised records', cause);
  }
  if (!Array.isArray(records)) throw damaged('they are no list of records');
  return records;
}

/** What is read is not what was written. */
export function damaged(what: string, cause?: unknown): StreamingError {
  return new StreamingError('RECORDS_DAMAGED', `${what}; bytes must be as they were written`, { cause });
}
