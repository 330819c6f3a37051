import type { Duration, Time } from '../time/duration.ts';

/** Raised when a reader of the former format could not read the new one. */
export const CHECKPOINT_FORMAT_VERSION = 1;

/** What a run needs to go on after a crash: data, never code. The same program makes the streams anew. */
export interface Checkpoint {
  readonly formatVersion: number;
  /** The newest batch that was made, run or not. */
  readonly batchTime: Time;
  readonly batchDuration: Duration;
  /** The batch before the first one ever, and the moment from which slides are counted. */
  readonly zeroTime: Time;
  readonly alignTime: Time;
  /** The engine's settings, for whoever looks and for a context that is made from the checkpoint alone. */
  readonly conf: Readonly<Record<string, string>>;
  /** All streams of the graph in the order of their making: says what has changed when a state finds no stream. */
  readonly graph: readonly StreamFingerprint[];
  readonly lastCompletedBatchTime: Time | undefined;
  /** Made and not completed, oldest first. */
  readonly pendingBatches: readonly PendingBatch[];
  /** Oldest first. */
  readonly snapshots: readonly StreamSnapshot[];
  /** States of named accumulators between two batches, serialised. */
  readonly accumulators: Readonly<Record<string, Uint8Array>>;
}

/** One stream of a graph. */
export interface StreamFingerprint {
  readonly number: number;
  readonly name: string;
  readonly slideDuration: Duration;
  readonly parents: readonly number[];
}

/** A batch that has to run again. */
export interface PendingBatch {
  readonly batchTime: Time;
  readonly inputs: readonly SavedInputInfo[];
}

/** How much a stream had for a batch; so that batches that run again do not show 0 records. */
interface SavedInputInfo {
  readonly inputStreamId: number;
  readonly numRecords: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What one stream saved at one batch. */
export interface StreamSnapshot {
  /** `<operator name>#<number among the checkpointable streams of that name>`: survives other streams' coming and going. */
  readonly id: string;
  readonly batchTime: Time;
  readonly parts: readonly SnapshotPart[];
}

/** A partition's share of a snapshot. Small ones stand in the checkpoint, big ones beside it. */
export type SnapshotPart = InlinePart | DataPart;

interface InlinePart {
  readonly partition: number;
  /** Serialised by {@link serialize}. */
  readonly bytes: Uint8Array;
}

interface DataPart {
  readonly partition: number;
  /** Of the data in the {@link CheckpointStore}. */
  readonly name: string;
  readonly crc32: number;
}
