import { inputFiles } from './input-files.ts';
import type { JobRunner } from './job-runner.ts';
import { requireNumPartitions } from './partitioner.ts';
import { RDD } from './rdd.ts';
import { readLines, readText } from './read-lines.ts';
import { defineStep } from './step.ts';
import { type TextSplit, textSplits } from './text-splits.ts';

/**
 * The lines of a file, of a directory's files, or of those that a pattern finds; read when asked for, each partition
 * its range of bytes. `.gz` files are unpacked, each in one partition.
 *
 * @param minPartitions default: two, or the number of threads when that is less
 * @throws {StreamingError} `PATH_NOT_FOUND`, at once; when it is read, `FILE_NOT_READABLE`
 */
export function textFile(
  context: JobRunner,
  path: string,
  minPartitions = Math.min(2, context.defaultParallelism),
): RDD<string> {
  requireNumPartitions(minPartitions);
  const splits = textSplits(inputFiles(path), minPartitions);
  return new RDD<string>(context, {
    name: 'textFile',
    numPartitions: splits.length,
    parents: [],
    step: textFileStep([], (partition) => splits[partition] as TextSplit),
  });
}

const textFileStep = defineStep<readonly [], readonly [], TextSplit>(
  'textFile',
  ({ params: split }, _reads, push) => readLines(split, push),
);

/**
 * Each file as (path, text), a partition a file or several; for many small files.
 *
 * @throws {StreamingError} `PATH_NOT_FOUND`, at once
 */
export function wholeTextFiles(
  context: JobRunner,
  path: string,
  minPartitions = Math.min(2, context.defaultParallelism),
): RDD<[string, string]> {
  requireNumPartitions(minPartitions);
  const files = inputFiles(path);
  const numPartitions = Math.min(files.length, minPartitions);
  const startOf = (partition: number): number => Math.floor((partition * files.length) / numPartitions);
  return new RDD<[string, string]>(context, {
    name: 'wholeTextFiles',
    numPartitions,
    parents: [],
    step: wholeTextFilesStep([], (partition) =>
      files.slice(startOf(partition), startOf(partition + 1)).map((file) => file.path),
    ),
  });
}

const wholeTextFilesStep = defineStep<readonly [], readonly [], readonly string[]>(
  'wholeTextFiles',
  ({ params: paths }, _reads, push) => {
    for (const path of paths) push([path, readText(path)]);
  },
);
