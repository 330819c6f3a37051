import {
  CHECKPOINT_FORMAT_VERSION,
  type Checkpoint,
  type PendingBatch,
  type StreamFingerprint,
} from '../checkpoint/checkpoint.ts';
import { type CheckpointStore, KEPT_CHECKPOINTS } from '../checkpoint/checkpoint-store.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint/encode-checkpoint.ts';
import type { DStreamGraph } from '../dstream/graph.ts';
import { StreamingError, toError } from '../errors.ts';
import type { Time } from '../time/duration.ts';
import { Snapshots } from './snapshots.ts';

export interface CheckpointerOptions {
  readonly graph: DStreamGraph;
  readonly store: CheckpointStore;
  readonly conf: Readonly<Record<string, string>>;
  /** States of the named accumulators, serialised. */
  readonly accumulators: () => Readonly<Record<string, Uint8Array>>;
  /** Batches made and not completed, oldest first. */
  readonly pendingBatches: () => readonly PendingBatch[];
  /** A checkpoint could not be made or written; batches go on without. */
  readonly onError: (error: Error) => void;
}

const MOST_ATTEMPTS = 3;

/**
 * Writes a checkpoint when a batch was made, and one when it has completed.
 *
 *     made 1 ── write ──▶ run ──▶ completed 1 ── save states that are due, write ──▶ next batch
 *
 * After the latter nothing of the batch is asked for again.
 */
export class Checkpointer {
  readonly #options: CheckpointerOptions;
  readonly #snapshots: Snapshots;
  /** Data named by the checkpoints that the store keeps, oldest first. */
  readonly #namedData: ReadonlySet<string>[];
  #latest: Time = Number.NEGATIVE_INFINITY;
  #lastCompleted: Time | undefined;
  #accumulators: Readonly<Record<string, Uint8Array>>;
  #waiting: Checkpoint | undefined;
  #writing: Promise<void> | undefined;

  /** @param restored the checkpoint that this run goes on from */
  constructor(options: CheckpointerOptions, restored?: Checkpoint) {
    this.#options = options;
    this.#snapshots = new Snapshots(options.graph, options.store);
    this.#namedData = dataNamedIn(options.store);
    this.#accumulators = options.accumulators();
    if (restored === undefined) return;
    this.#snapshots.goOnWith(restored.snapshots);
    this.#lastCompleted = restored.lastCompletedBatchTime;
  }

  /** A batch was made and has not run. Resolves when that is written or was given up. Never rejects. */
  async batchMade(batchTime: Time): Promise<void> {
    this.#latest = Math.max(this.#latest, batchTime);
    try {
      await this.#write(this.#capture());
    } catch (error) {
      this.#options.onError(toError(error));
    }
  }

  /** A batch has completed. Resolves when its checkpoint is written or was given up. Never rejects. */
  async batchCompleted(batchTime: Time): Promise<void> {
    try {
      this.#latest = Math.max(this.#latest, batchTime);
      this.#lastCompleted = Math.max(this.#lastCompleted ?? batchTime, batchTime);
      // As they are between two batches: a batch that runs again adds again.
      this.#accumulators = this.#options.accumulators();
      await this.#snapshots.saveStates(batchTime);
      await this.#write(this.#capture());
      await this.#removeUnneededData();
    } catch (error) {
      this.#options.onError(toError(error));
    }
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  #capture(): Checkpoint {
    const { graph, conf, pendingBatches } = this.#options;
    return {
      formatVersion: CHECKPOINT_FORMAT_VERSION,
      batchTime: this.#latest,
      batchDuration: graph.batchDuration,
      zeroTime: graph.zeroTime ?? 0,
      alignTime: graph.alignTime,
      conf,
      graph: graph.streams.map(fingerprint),
      lastCompletedBatchTime: this.#lastCompleted,
      pendingBatches: pendingBatches(),
      snapshots: this.#snapshots.collect(this.#latest),
      accumulators: this.#accumulators,
    };
  }

  /** One at a time; of those that wait the newest alone: it holds what the others do. */
  #write(checkpoint: Checkpoint): Promise<void> {
    this.#waiting = checkpoint;
    this.#writing ??= this.#writeAll();
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    await undefined;
    for (let next = this.#takeWaiting(); next !== undefined; next = this.#takeWaiting()) {
      try {
        await this.#writeOne(next);
      } catch (error) {
        this.#options.onError(writeFailed(this.#options.store, next, error));
      }
    }
    this.#writing = undefined;
  }

  #takeWaiting(): Checkpoint | undefined {
    const next = this.#waiting;
    this.#waiting = undefined;
    return next;
  }

  async #writeOne(checkpoint: Checkpoint): Promise<void> {
    const { store } = this.#options;
    const bytes = encodeCheckpoint(checkpoint);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await store.write(checkpoint.batchTime, bytes);
        break;
      } catch (error) {
        if (attempt === MOST_ATTEMPTS) throw error;
      }
    }
    this.#namedData.push(namesIn(checkpoint));
    if (this.#namedData.length > KEPT_CHECKPOINTS) this.#namedData.shift();
  }

  /** Not while a state is being saved: its data is named by no checkpoint yet. */
  async #removeUnneededData(): Promise<void> {
    const { store } = this.#options;
    const isNeeded = (name: string): boolean => this.#namedData.some((names) => names.has(name));
    await store.removeData(store.listData().filter((name) => !isNeeded(name)));
  }
}

function fingerprint({
  number,
  name,
  slideDuration,
  parents,
}: DStreamGraph['streams'][number]): StreamFingerprint {
  return { number, name, slideDuration, parents: parents.map((parent) => parent.number) };
}

function namesIn({ snapshots }: Pick<Checkpoint, 'snapshots'>): Set<string> {
  const names = new Set<string>();
  for (const { parts } of snapshots) for (const part of parts) if ('name' in part) names.add(part.name);
  return names;
}

/** Of the checkpoints there are; damaged ones name nothing. */
function dataNamedIn(store: CheckpointStore): ReadonlySet<string>[] {
  return store
    .list()
    .toReversed()
    .map((entry) => {
      try {
        return namesIn(decodeCheckpoint(store.read(entry)));
      } catch {
        return new Set<string>();
      }
    });
}

function writeFailed(store: CheckpointStore, { batchTime }: Checkpoint, cause: unknown): StreamingError {
  return new StreamingError(
    'CHECKPOINT_WRITE_FAILED',
    `the checkpoint of batch ${batchTime} ms could not be written to ${store.location} in ${MOST_ATTEMPTS} attempts: ${toError(cause).message}`,
    { fix: 'Batches go on; a restart would begin at the last checkpoint that was written.', cause },
  );
}
