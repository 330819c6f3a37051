import { join } from 'node:path';
import { partName } from './output-directory.ts';
import type { RDD } from './rdd.ts';
import { saveAsObjectFile } from './save-as-object-file.ts';
import type { Step } from './step.ts';
import { objectFileStep } from './storage/object-file-step.ts';

const folders = new WeakMap<object, string>();
let numCheckpoints = 0;

/**
 * Has the next job write the RDD's records below `directory`, once, and read them from there from then on: what it
 * was made from is let go.
 */
export function checkpoint<T>(rdd: RDD<T>, directory: string): void {
  if (folders.has(rdd)) return;
  numCheckpoints += 1;
  const folder = join(directory, `rdd-${numCheckpoints}`);
  folders.set(rdd, folder);
  const former = rdd.derive<T>(rdd.recipe);
  former.keepWith(rdd);
  rdd.succeedBy({
    parents: [former],
    prepare: () => saveAsObjectFile(former, folder, { overwrite: true }),
    step: readingParts(folder),
  });
}

/** Where the RDD's records are or will be written; undefined: it has no checkpoint. */
export function checkpointFolder(rdd: RDD<unknown>): string | undefined {
  return folders.get(rdd);
}

/** A function of its own: a closure next to `prepare` would keep alive what `prepare` reads. */
function readingParts(folder: string): Step {
  return objectFileStep([], (partition) => join(folder, partName(partition)));
}
