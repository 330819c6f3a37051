import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { requirePath } from './input-files.ts';
import type { JobRunner } from './job-runner.ts';
import { RDD } from './rdd.ts';
import { objectFileStep } from './storage/object-file-step.ts';

/**
 * What `saveAsObjectFile` wrote, a partition a file. Only what you trust: V8 makes objects of the bytes.
 *
 * @throws {StreamingError} `PATH_NOT_FOUND`; when it is read, `RECORDS_DAMAGED`
 */
export function objectFile<T>(context: JobRunner, path: string): RDD<T> {
  requirePath(path);
  const names = readdirSync(path)
    .filter((name) => name.startsWith('part-'))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return new RDD<T>(context, {
    name: 'objectFile',
    numPartitions: names.length,
    parents: [],
    step: objectFileStep([], (partition) => resolve(path, names[partition] as string)),
  });
}
