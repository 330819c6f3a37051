import { crc32 } from 'node:zlib';
import { StreamingError, toError } from '../errors.ts';
import type { Checkpoint, SnapshotPart } from './checkpoint.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { Parts } from './checkpointable.ts';
import { decodeCheckpoint, decodeValue } from './encode-checkpoint.ts';
import { damaged } from './sealed-bytes.ts';

/** A checkpoint with all that it names. */
export interface ReadCheckpoint {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  /** Of each snapshot, in their order. */
  readonly parts: readonly Parts[];
}

/**
 * The newest checkpoint that can be read whole; damaged ones are passed over.
 *
 * @param onDamaged hears of each that was passed over
 * @returns undefined when there is none at all
 * @throws {StreamingError} `CHECKPOINT_UNREADABLE` when there are some and none can be read
 */
export function readCheckpoint(
  store: CheckpointStore,
  onDamaged: (name: string, error: Error) => void = () => {},
): ReadCheckpoint | undefined {
  const failures: Error[] = [];
  for (const entry of store.list()) {
    try {
      const checkpoint = decodeCheckpoint(store.read(entry));
      const parts = checkpoint.snapshots.map((snapshot) => readParts(store, snapshot.parts));
      return { name: entry.name, checkpoint, parts };
    } catch (thrown) {
      const error = toError(thrown);
      failures.push(error);
      onDamaged(entry.name, error);
    }
  }
  const [newest] = failures;
  if (newest === undefined) return undefined;
  throw new StreamingError(
    'CHECKPOINT_UNREADABLE',
    `Failed to read checkpoint from directory ${store.location}: none of its ${failures.length} files can be read; the newest: ${newest.message}`,
    {
      fix: 'Begin anew with { createOnError: true } or another directory; what was counted so far is lost then.',
      cause: newest,
    },
  );
}

function readParts(store: CheckpointStore, parts: readonly SnapshotPart[]): Parts {
  const values: unknown[] = [];
  for (const part of parts) values[part.partition] = decodeValue(bytesOf(store, part));
  return values;
}

function bytesOf(store: CheckpointStore, part: SnapshotPart): Uint8Array {
  if ('bytes' in part) return part.bytes;
  const bytes = store.readData(part.name);
  if (crc32(bytes) !== part.crc32) throw damaged(`names ${part.name}, which has another CRC32`);
  return bytes;
}
