import type { DStreamGraph } from '../dstream/graph.ts';
import { toError } from '../errors.ts';
import type { StreamInputInfo } from '../receiver/input-info.ts';
import type { Time } from '../time/duration.ts';
import type { JobScheduler } from './job-scheduler.ts';
import { JobSet } from './job-set.ts';
import type { Recovery } from './recovery.ts';

/** Makes batches when they are due. */
export interface JobGenerator {
  /** Before the inputs start. */
  start(): void;
  /** After they have: makes what is due, such as batches that an earlier life has left undone. */
  goOn(): void;
  /** Makes no more batches. */
  stop(): void;
  /** Batches already due are still made; resolves when none is left to make. */
  finish(): Promise<void>;
  /** A batch's outputs have run. */
  batchCompleted(batchTime: Time): void;
  /** Resolves when no batch that is due waits for its inputs. */
  awaitGenerated(): Promise<void>;
}

/** Where received blocks wait for their batch. */
export interface BlockAllocator {
  readonly hasUnallocatedBlocks: boolean;
  /** Gives all waiting blocks to this batch; with a promise when that is written to a log first. */
  allocateBlocksToBatch(batchTime: Time): void | Promise<void>;
}

/** What both kinds of generator work on. */
export interface JobGeneratorParts {
  readonly graph: DStreamGraph;
  readonly scheduler: JobScheduler;
  /** What an earlier life has left to do. */
  readonly recovery?: Recovery | undefined;
  /** A batch was made and has not run. With a promise it runs no sooner than that resolves. */
  readonly onMade: (batchTime: Time) => Promise<void> | undefined;
  /** A batch could not be made; it is left out. */
  readonly onError: (error: Error) => void;
}

/** Has the inputs find out what they have for a batch. @returns undefined when there is nothing to wait for */
export function prepareInputs(
  { graph, onError }: JobGeneratorParts,
  blocks: BlockAllocator,
  batchTime: Time,
): Promise<void> | undefined {
  const failed = (thrown: unknown): void => onError(toError(thrown));
  try {
    const waits = [blocks.allocateBlocksToBatch(batchTime)];
    for (const input of graph.inputs) waits.push(input.prepareBatch(batchTime));
    if (waits.every((wait) => wait === undefined)) return undefined;
    return Promise.all(waits).then(() => undefined, failed);
  } catch (thrown) {
    failed(thrown);
    return undefined;
  }
}

/** Makes a batch's jobs and hands them over. */
export function generateBatch(
  { graph, scheduler, recovery, onMade, onError }: JobGeneratorParts,
  batchTime: Time,
  submissionTime: Time,
): void {
  try {
    const jobs = graph.generateJobs(batchTime);
    const inputs = new Map<number, StreamInputInfo>();
    for (const input of graph.inputs) {
      const info = input.streamInputInfo(batchTime);
      if (info !== undefined) inputs.set(input.id, info);
    }
    const known = recovery?.made(batchTime, inputs) ?? inputs;
    const jobSet = new JobSet(batchTime, submissionTime, jobs, known);
    scheduler.submit(jobSet);
    const mayRun = onMade(batchTime);
    if (mayRun !== undefined) scheduler.hold(jobSet, mayRun);
  } catch (error) {
    graph.leaveOut(batchTime);
    onError(toError(error));
  }
}
