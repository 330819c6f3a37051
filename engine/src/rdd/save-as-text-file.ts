import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { formatRecord } from './format-record.ts';
import type { Push } from './job-runner.ts';
import { type OutputOptions, partName, writeOutput } from './output-directory.ts';
import type { RDD } from './rdd.ts';

/**
 * Writes a line a record, in UTF-8, to `path/part-00000` … , a file a partition. A text that has line breaks becomes
 * several lines.
 *
 * @throws {StreamingError} `OUTPUT_EXISTS`
 */
export function saveAsTextFile<T>(rdd: RDD<T>, path: string, options: OutputOptions = {}): Promise<void> {
  return writeOutput(path, options, (folder) =>
    rdd.context.runTasks(
      rdd,
      (read, partition) => writeLines(join(folder, partName(partition)), read),
      () => {},
    ),
  );
}

/** Characters that are written at once. */
const BUFFERED_LENGTH = 1 << 16;

function writeLines<T>(path: string, read: (push: Push<T>) => void): void {
  const file = openSync(path, 'w');
  try {
    let text = '';
    read((record) => {
      text += `${formatRecord(record)}\n`;
      if (text.length < BUFFERED_LENGTH) return;
      writeWhole(file, text);
      text = '';
    });
    writeWhole(file, text);
  } finally {
    closeSync(file);
  }
}

function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
