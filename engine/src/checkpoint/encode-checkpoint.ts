import { deserialize, serialize } from 'node:v8';
import { StreamingError, toError } from '../errors.ts';
import { CHECKPOINT_FORMAT_VERSION, type Checkpoint } from './checkpoint.ts';
import { damaged, sealBytes, unsealBytes } from './sealed-bytes.ts';

/** A checkpoint as bytes that {@link decodeCheckpoint} reads and that tell when they are damaged. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  return sealBytes(CHECKPOINT_FORMAT_VERSION, serialize(checkpoint));
}

/** @throws {StreamingError} `CHECKPOINT_DAMAGED`, `CHECKPOINT_FORMAT_UNKNOWN` */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const value = decodeValue(unsealBytes(CHECKPOINT_FORMAT_VERSION, bytes)) as Partial<Checkpoint> | null;
  if (typeof value?.batchTime !== 'number' || !Array.isArray(value.snapshots)) {
    throw damaged('holds something else');
  }
  return value as Checkpoint;
}

/**
 * A value as bytes.
 *
 * @param owner whose it is, for the message
 * @throws {StreamingError} `CHECKPOINT_NOT_SERIALIZABLE` for functions and what else is no data
 */
export function encodeValue(owner: string, value: unknown): Uint8Array {
  try {
    return serialize(value);
  } catch (error) {
    throw new StreamingError(
      'CHECKPOINT_NOT_SERIALIZABLE',
      `what ${owner} saves is no plain data: ${toError(error).message}; a checkpoint holds data only`,
      {
        fix: 'Keep functions, sockets and the like out of states, accumulators and saved records.',
        cause: error,
      },
    );
  }
}

/** @throws {StreamingError} `CHECKPOINT_DAMAGED` */
export function decodeValue(bytes: Uint8Array): unknown {
  try {
    return deserialize(bytes);
  } catch (error) {
    throw damaged(`cannot be read: ${toError(error).message}`, error);
  }
}
