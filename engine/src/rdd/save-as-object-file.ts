import { join } from 'node:path';
import { type OutputOptions, partName, writeOutput } from './output-directory.ts';
import type { RDD } from './rdd.ts';
import { recordsOf } from './step.ts';
import { writePartitionFile } from './storage/partition-file.ts';

/**
 * Writes records as bytes (V8's serialisation, each list of them after its length) to `path/part-00000` … ;
 * `objectFile` reads them back.
 *
 * @throws {StreamingError} `OUTPUT_EXISTS`, `RECORD_NOT_SERIALIZABLE`
 */
export function saveAsObjectFile<T>(rdd: RDD<T>, path: string, options: OutputOptions = {}): Promise<void> {
  return writeOutput(path, options, (folder) =>
    rdd.context.runTasks(
      rdd,
      (read, partition) => writePartitionFile(join(folder, partName(partition)), recordsOf<T>(read)),
      () => {},
    ),
  );
}
