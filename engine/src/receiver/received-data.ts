import { deserialize, serialize } from 'node:v8';
import type { WriteAheadLog, WriteAheadLogHandle } from '../checkpoint/write-ahead-log.ts';
import type { StorageLevel } from '../rdd/storage-level.ts';
import type { Clock } from '../time/clock.ts';
import { type Block, type BlockContent, pack } from './block.ts';
import type { BlockStore } from './block-store.ts';
import { ReceivedBlockTracker } from './received-block-tracker.ts';
import type { ReceiverLogs } from './receiver-logs.ts';
import { type BlockCopy, StoredBlock } from './stored-block.ts';

/** What the tracker's log keeps of a block. */
interface SavedBlock {
  readonly numRecords: number | undefined;
  readonly metadata: unknown;
  /** undefined: the content is not in a log, and gone with its process. */
  readonly handle: WriteAheadLogHandle | undefined;
}

/** A block's content in a write-ahead log, which cleans up by itself. */
class LogCopy implements BlockCopy {
  readonly #log: WriteAheadLog;
  readonly #handle: WriteAheadLogHandle;

  constructor(log: WriteAheadLog, handle: WriteAheadLogHandle) {
    this.#log = log;
    this.#handle = handle;
  }

  read(): BlockContent | undefined {
    try {
      return deserialize(this.#log.read(this.#handle)) as BlockContent;
    } catch {
      return undefined;
    }
  }

  remove(): void {}
}

/** Keeps a block in the stream's log and in the store, at the same time; it is kept when both are done. */
export async function storeLogged(
  store: BlockStore,
  log: WriteAheadLog,
  now: number,
  place: {
    readonly id: string;
    readonly streamId: number;
    readonly block: Block;
    readonly level: StorageLevel;
  },
): Promise<StoredBlock> {
  const { id, streamId, block, level } = place;
  // The log is the second copy.
  const once = { ...level, replication: 1 as const };
  const [stored, handle] = await Promise.all([
    store.put(id, streamId, block, once),
    log.write(serialize(pack(block.content)), now),
  ]);
  return stored.withLogCopy(new LogCopy(log, handle), handle, now);
}

/** A tracker that writes what it does to the context's log, and has done again what the log says. */
export function loggedTracker(
  logs: ReceiverLogs,
  clock: Clock,
  onError: (message: string, error: Error) => void,
): ReceivedBlockTracker<StoredBlock> {
  const tracker = new ReceivedBlockTracker<StoredBlock>({
    log: logs.tracker,
    clock,
    onError,
    writtenAt: (block) => block.writtenAt,
    save: ({ numRecords, metadata, handle }): SavedBlock => ({ numRecords, metadata, handle }),
    restore(saved, streamId, id) {
      const { numRecords, metadata, handle } = saved as SavedBlock;
      const log = logs.blocksOf(streamId);
      const copies = log === undefined || handle === undefined ? [] : [new LogCopy(log, handle)];
      return new StoredBlock({ id, streamId, numRecords, metadata, copies, handle });
    },
  });
  tracker.restore();
  return tracker;
}
