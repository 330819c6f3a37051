import { StreamingError } from '../errors.ts';
import type { JobRunner } from '../rdd/job-runner.ts';
import { objectFile } from '../rdd/object-file.ts';
import { requireNumPartitions } from '../rdd/partitioner.ts';
import { RDD, type Recordlike } from '../rdd/rdd.ts';
import { defineStep } from '../rdd/step.ts';
import { setCheckpointDirectory } from '../rdd/storage/checkpoint-directory.ts';
import { textFile, wholeTextFiles } from '../rdd/text-file.ts';
import { unionOf } from '../rdd/union.ts';

/** What an engine makes RDDs of. */
export abstract class DataSets implements JobRunner {
  abstract readonly defaultParallelism: number;
  abstract readonly shufflePartitions: number;
  abstract readonly runTasks: JobRunner['runTasks'];

  /**
   * A list as an RDD, cut into `numPartitions` runs of nearly equal length. The list is not copied.
   *
   * @throws {StreamingError} `INVALID_NUM_PARTITIONS`
   */
  parallelize<T extends Recordlike>(records: readonly T[], numPartitions = this.defaultParallelism): RDD<T> {
    requireNumPartitions(numPartitions);
    const bound = (partition: number): number => Math.floor((partition * records.length) / numPartitions);
    return new RDD<T>(this, {
      name: 'parallelize',
      numPartitions,
      parents: [],
      compute(partition, push) {
        const end = bound(partition + 1);
        for (let i = bound(partition); i < end; i += 1) push(records[i] as T);
      },
    });
  }

  /** The same as {@link parallelize}. */
  makeRDD<T>(records: readonly T[], numPartitions?: number): RDD<T> {
    return this.parallelize(records, numPartitions);
  }

  /**
   * `start`, `start + step`, … up to `end`, excluded; `range(5)` is 0 … 4. No list of it is made.
   *
   * @param step may be negative
   * @throws {StreamingError} `INVALID_RANGE` for a step of 0 or what is no finite number; `INVALID_NUM_PARTITIONS`
   */
  range(start: number, end?: number, step = 1, numPartitions = this.defaultParallelism): RDD<number> {
    requireNumPartitions(numPartitions);
    const [from, to] = end === undefined ? [0, start] : [start, end];
    if (![from, to, step].every(Number.isFinite) || step === 0) {
      throw new StreamingError(
        'INVALID_RANGE',
        `the range is ${from} to ${to} by ${step}; it must be of finite numbers, with a step other than 0`,
      );
    }
    const count = Math.max(0, Math.ceil((to - from) / step));
    const bound = (partition: number): number => Math.floor((partition * count) / numPartitions);
    return new RDD<number>(this, {
      name: 'range',
      numPartitions,
      parents: [],
      step: rangeStep([], (partition) => ({
        from,
        step,
        first: bound(partition),
        last: bound(partition + 1) - 1,
      })),
    });
  }

  /**
   * The lines of a file, of a directory's files, or of those that a pattern finds; read when asked for. `.gz` files
   * are unpacked. Names that begin with `.` or `_` are left out.
   *
   * @param minPartitions default: two, or the number of threads when that is less
   * @throws {StreamingError} `PATH_NOT_FOUND`, at once; when it is read, `FILE_NOT_READABLE`
   */
  textFile(path: string, minPartitions?: number): RDD<string> {
    return textFile(this, path, minPartitions);
  }

  /** Each file as (path, text): for many small files. Otherwise like {@link textFile}. */
  wholeTextFiles(path: string, minPartitions?: number): RDD<[string, string]> {
    return wholeTextFiles(this, path, minPartitions);
  }

  /**
   * What `saveAsObjectFile` wrote. Only what you trust: V8 makes objects of the bytes.
   *
   * @throws {StreamingError} `PATH_NOT_FOUND`, at once; when it is read, `RECORDS_DAMAGED`
   */
  objectFile<T>(path: string): RDD<T> {
    return objectFile<T>(this, path);
  }

  /** Where RDDs keep their checkpoints: in a directory of their own below `path`. Nobody removes them. */
  setCheckpointDir(path: string): void {
    setCheckpointDirectory(this, path);
  }

  /** An RDD without records or partitions. */
  emptyRDD<T>(): RDD<T> {
    return new RDD<T>(this, { name: 'emptyRDD', numPartitions: 0, parents: [], compute() {} });
  }

  /** The partitions of `rdds`, in order. */
  union<T>(rdds: readonly RDD<T>[]): RDD<T> {
    return unionOf(rdds) ?? this.emptyRDD<T>();
  }
}

interface RangePart {
  readonly from: number;
  readonly step: number;
  /** Of the places in the range. */
  readonly first: number;
  readonly last: number;
}

const rangeStep = defineStep<readonly [], readonly [], RangePart>(
  'range',
  ({ params: { from, step, first, last } }, _reads, push) => {
    for (let place = first; place <= last; place += 1) push(from + place * step);
  },
);
