import type { StampedBlock } from '../../receiver/source-time.ts';
import { isObject, parseObject } from '../json-object.ts';
import type { SourceClock } from './messages.ts';

/** A block as the log keeps it. */
export interface LoggedBlock {
  readonly block: StampedBlock;
  readonly source: string;
  readonly clock: SourceClock;
  /** The stamp of its last record, epoch ms. */
  readonly lastAt: number;
  /** The block before it, of the same stream, is in the log or was. */
  readonly follows: boolean;
  /** The reader had lost its tail: its new records have numbers that others had before. */
  readonly isRenumbered: boolean;
  /** The last batch that was committed when it was written; -Infinity: none. */
  readonly committedBatchTime: number;
}

const LENGTH_BYTES = 4;

/**
 * A block as pieces, its bytes as they came: length of what is told of it 4 · that, as JSON · bytes.
 */
export function encodeLoggedBlock(logged: LoggedBlock): Uint8Array[] {
  const { block, source, clock, lastAt, follows, isRenumbered, committedBatchTime } = logged;
  const { bytes, batchTime, numRecords, epoch, fromSequence, untilSequence, numLate } = block;
  const range = { batchTime, numRecords, epoch, fromSequence, untilSequence, numLate };
  const told = {
    ...{ ...range, source, clock, lastAt, follows, isRenumbered },
    committedBatchTime: asJson(committedBatchTime),
  };
  const json = Buffer.from(JSON.stringify(told));
  const length = Buffer.allocUnsafe(LENGTH_BYTES);
  length.writeUInt32LE(json.length);
  return [length, json, bytes];
}

/** @returns undefined: not one of ours. Its bytes are those of `payload`, and good as long as they are. */
export function decodeLoggedBlock(payload: Uint8Array): LoggedBlock | undefined {
  const buffer = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (buffer.length < LENGTH_BYTES) return undefined;
  const end = LENGTH_BYTES + buffer.readUInt32LE(0);
  if (end > buffer.length) return undefined;
  const told = parseObject(buffer.toString('utf8', LENGTH_BYTES, end));
  if (!isObject(told)) return undefined;
  const { batchTime, numRecords, epoch, fromSequence, untilSequence, numLate } = told;
  const { source, clock, lastAt, follows, isRenumbered, committedBatchTime } = told;
  const numbers = [batchTime, numRecords, fromSequence, untilSequence, numLate, lastAt];
  if (!numbers.every(Number.isSafeInteger) || typeof epoch !== 'string' || typeof source !== 'string')
    return undefined;
  if (clock !== 'live' && clock !== 'recorded') return undefined;
  return {
    block: {
      batchTime: Number(batchTime),
      bytes: buffer.subarray(end),
      numRecords: Number(numRecords),
      epoch,
      fromSequence: Number(fromSequence),
      untilSequence: Number(untilSequence),
      numLate: Number(numLate),
    },
    source,
    clock,
    lastAt: Number(lastAt),
    follows: follows === true,
    isRenumbered: isRenumbered === true,
    committedBatchTime:
      typeof committedBatchTime === 'number' ? committedBatchTime : Number.NEGATIVE_INFINITY,
  };
}

/** JSON knows no infinity. */
function asJson(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}
