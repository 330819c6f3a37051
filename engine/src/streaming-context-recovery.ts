import type { Checkpoint } from './checkpoint/checkpoint.ts';
import type { CheckpointStore } from './checkpoint/checkpoint-store.ts';
import { decodeValue } from './checkpoint/encode-checkpoint.ts';
import { FileCheckpointStore } from './checkpoint/file-checkpoint-store.ts';
import { type ReadCheckpoint, readCheckpoint } from './checkpoint/read-checkpoint.ts';
import { checkpointableStreams } from './dstream/checkpointable-streams.ts';
import type { DStreamGraph } from './dstream/graph.ts';
import { StreamingError, toError } from './errors.ts';
import type { EngineConf } from './executor/engine-context.ts';
import { warn } from './receiver/warn.ts';
import type { StreamingContext } from './streaming-context.ts';
import type { GetOrCreateOptions } from './streaming-context-options.ts';

/** Where checkpoints are: a directory, or a store of one's own. */
export type CheckpointPlace = string | CheckpointStore;

export function storeAt(place: CheckpointPlace): CheckpointStore {
  return typeof place === 'string' ? new FileCheckpointStore(place) : place;
}

/**
 * The newest checkpoint of a place that can be read; each damaged one that is passed over is a warning.
 *
 * @throws {StreamingError} `CHECKPOINT_UNREADABLE`
 */
function readNewest(store: CheckpointStore): ReadCheckpoint | undefined {
  return readCheckpoint(store, (name, error) => {
    warn('CHECKPOINT_DAMAGED', `${name} of ${store.location} is passed over: ${error.message}`);
  });
}

/** @throws {StreamingError} `CHECKPOINT_NOT_FOUND`, `CHECKPOINT_UNREADABLE` */
export function readExisting(store: CheckpointStore): ReadCheckpoint {
  const saved = readNewest(store);
  if (saved !== undefined) return saved;
  throw new StreamingError(
    'CHECKPOINT_NOT_FOUND',
    `${store.location} holds no checkpoint; a context that is made from one needs it`,
    { fix: 'StreamingContext.getOrCreate(directory, create) begins anew when there is none.' },
  );
}

/** {@link readNewest}; with `createOnError` what cannot be read is a warning and counts as none. */
function readForRecovery(store: CheckpointStore, createOnError: boolean): ReadCheckpoint | undefined {
  try {
    return readNewest(store);
  } catch (error) {
    if (!createOnError) throw error;
    warn('CHECKPOINT_UNREADABLE', `${toError(error).message}; a new context is made instead`);
    return undefined;
  }
}

/** What makes a context: at once, or, when a program is loaded for it, with a promise. */
type CreateContext<C extends StreamingContext | Promise<StreamingContext>> = () => C;

/** See {@link StreamingContext.getOrCreate}. */
export function getOrCreate<C extends StreamingContext | Promise<StreamingContext>>(
  place: CheckpointPlace,
  create: CreateContext<C>,
  { createOnError = false }: GetOrCreateOptions = {},
): C {
  const store = storeAt(place);
  const saved = readForRecovery(store, createOnError);
  const created = create();
  if (!(created instanceof Promise)) {
    const createAgain = create as CreateContext<StreamingContext>;
    if (goesOn(created, store, saved, createOnError)) return created;
    return withStore(createAgain(), store) as C;
  }
  return created.then(async (context) => {
    if (goesOn(context, store, saved, createOnError)) return context;
    return withStore(await create(), store);
  }) as C;
}

/** @returns false: it does not fit the checkpoint, and one that begins anew is wanted then */
function goesOn(
  context: StreamingContext,
  store: CheckpointStore,
  saved: ReadCheckpoint | undefined,
  createOnError: boolean,
): boolean {
  withStore(context, store);
  if (saved === undefined) return true;
  try {
    context.recover(saved);
    return true;
  } catch (error) {
    if (!createOnError) throw error;
    warn('CHECKPOINT_MISMATCH', `${toError(error).message}; a new context is made instead`);
    return false;
  }
}

function withStore(context: StreamingContext, store: CheckpointStore): StreamingContext {
  context.checkpoint(store);
  return context;
}

/** The engine's settings as a checkpoint has them. */
export function confOf({ conf }: Checkpoint): EngineConf {
  const { master, appName, defaultParallelism } = conf;
  return {
    ...(master === undefined ? {} : { master }),
    ...(appName === undefined ? {} : { appName }),
    ...(defaultParallelism === undefined ? {} : { defaultParallelism: Number(defaultParallelism) }),
  };
}

/**
 * Gives each stream of `graph`, and each accumulator that has a name, what it had saved, once.
 *
 * @throws {StreamingError} `CHECKPOINT_MISMATCH` for another batchDuration, or a state that no stream takes: nothing
 *   is restored then
 */
export function restoreStreams(graph: DStreamGraph, { checkpoint, parts }: ReadCheckpoint): void {
  const streams = checkpointableStreams(graph);
  if (checkpoint.batchDuration !== graph.batchDuration) {
    throw mismatch(
      `was written with a batchDuration of ${checkpoint.batchDuration} ms; this context has ${graph.batchDuration} ms`,
    );
  }
  for (const { id } of checkpoint.snapshots) {
    if (streams.has(id)) continue;
    const saved = checkpoint.graph.map(({ name }) => name).join(', ');
    const known = graph.streams.map(({ name }) => name).join(', ');
    throw mismatch(
      `holds the past of ${id}, which this program does not have; it had ${saved}, now ${known}`,
    );
  }
  for (const [index, { id, batchTime }] of checkpoint.snapshots.entries()) {
    streams.get(id)?.checkpointable?.restore(parts[index] ?? [], batchTime);
  }
  const accumulators = Object.entries(checkpoint.accumulators);
  graph.engine.restoreAccumulators(new Map(accumulators.map(([name, bytes]) => [name, decodeValue(bytes)])));
}

function mismatch(what: string): StreamingError {
  return new StreamingError('CHECKPOINT_MISMATCH', `the checkpoint ${what}; they must be the same`, {
    fix: 'Run the program that wrote it, or begin anew with another directory or { createOnError: true }.',
  });
}
