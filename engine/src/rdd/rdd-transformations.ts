import { checkpoint, checkpointFolder } from './checkpoint.ts';
import { coalesce } from './coalesce.ts';
import { debugString } from './debug-string.ts';
import * as narrow from './narrow.ts';
import type { RDD, Recordlike } from './rdd.ts';
import { RddNode } from './rdd-node.ts';
import { sample } from './sample.ts';
import * as shuffle from './shuffle.ts';
import { sortBy } from './sort.ts';
import { checkpointDirectoryOf } from './storage/checkpoint-directory.ts';
import { temporaryFolderOf } from './storage/temporary-folder.ts';
import { zipWithIndex, zipWithUniqueId } from './zip-with-index.ts';

/** Transformations of one RDD, whatever its records are. */
export abstract class RddTransformations<T> extends RddNode<T> {
  map<U extends Recordlike>(this: RDD<T>, f: (record: T) => U): RDD<U> {
    return narrow.map(this, f);
  }

  filter(this: RDD<T>, predicate: (record: T) => boolean): RDD<T> {
    return narrow.filter(this, predicate);
  }

  flatMap<U extends Recordlike>(this: RDD<T>, f: (record: T) => Iterable<U>): RDD<U> {
    return narrow.flatMap(this, f);
  }

  /** One list a partition. */
  glom(this: RDD<T>): RDD<T[]> {
    return narrow.glom(this);
  }

  mapPartitions<U extends Recordlike>(this: RDD<T>, f: (records: T[]) => Iterable<U>): RDD<U> {
    return narrow.mapPartitions(this, f);
  }

  mapPartitionsWithIndex<U extends Recordlike>(
    this: RDD<T>,
    f: (partition: number, records: T[]) => Iterable<U>,
  ): RDD<U> {
    return narrow.mapPartitionsWithIndex(this, f);
  }

  keyBy<K>(this: RDD<T>, f: (record: T) => K): RDD<[K, T]> {
    return narrow.keyBy(this, f);
  }

  groupBy<K>(this: RDD<T>, f: (record: T) => K, numPartitions?: number): RDD<[K, T[]]> {
    return shuffle.groupByKey(narrow.keyBy(this, f), numPartitions);
  }

  /** Some of the records: the same ones for the same seed. */
  sample(this: RDD<T>, withReplacement: boolean, fraction: number, seed?: number): RDD<T> {
    return sample(this, withReplacement, fraction, seed);
  }

  /** Each record with its place among all, from 0. */
  zipWithIndex(this: RDD<T>): RDD<[T, number]> {
    return zipWithIndex(this);
  }

  /** Each record with a number that no other has; unlike `zipWithIndex` it counts nothing first. */
  zipWithUniqueId(this: RDD<T>): RDD<[T, number]> {
    return zipWithUniqueId(this);
  }

  /** Fewer partitions, without moving records; with `shuffle` the same as `repartition`. */
  coalesce(this: RDD<T>, numPartitions: number, shuffled = false): RDD<T> {
    return shuffled ? shuffle.repartition(this, numPartitions) : coalesce(this, numPartitions);
  }

  /** Spreads the records evenly over `numPartitions`. */
  repartition(this: RDD<T>, numPartitions: number): RDD<T> {
    return shuffle.repartition(this, numPartitions);
  }

  /** Each value once. */
  distinct(this: RDD<T>, numPartitions?: number): RDD<T> {
    return shuffle.distinct(this, numPartitions);
  }

  /** Partition 0 has the first records, the last partition the last; equal ones stay as they came. */
  sortBy<S>(this: RDD<T>, f: (record: T) => S, ascending = true, numPartitions?: number): RDD<T> {
    return sortBy(this, f, ascending, numPartitions);
  }

  /**
   * Has the next job write its records to the engine's checkpoint directory, and read them from there from then on;
   * what it was made from is let go. Records must be plain data.
   *
   * @throws {StreamingError} `NO_CHECKPOINT_DIR` unless the engine has one
   */
  checkpoint(this: RDD<T>): void {
    checkpoint(this, checkpointDirectoryOf(this.context));
  }

  /** {@link checkpoint} in a temporary folder, which goes when the engine stops. */
  localCheckpoint(this: RDD<T>): void {
    checkpoint(this, temporaryFolderOf(this.context));
  }

  /** The records of its checkpoint are written. */
  isCheckpointed(this: RDD<T>): boolean {
    return checkpointFolder(this as RDD<unknown>) !== undefined && this.isPrepared;
  }

  /** Where they are; undefined until they are written. */
  getCheckpointFile(this: RDD<T>): string | undefined {
    return this.isCheckpointed() ? checkpointFolder(this as RDD<unknown>) : undefined;
  }

  getNumPartitions(): number {
    return this.numPartitions;
  }

  /** What it is made of, for reading: last step first, each stage with its number of partitions. */
  toDebugString(this: RDD<T>): string {
    return debugString(this as RDD<unknown>);
  }
}
