import type { DStream } from '../dstream.ts';
import { outputFileName } from '../output-file-name.ts';
import { foreachRDD } from './foreach-rdd.ts';

/**
 * Writes each batch, empty ones too, as text, a line a record, to a directory of its own: `prefix-TIME_IN_MS`, with
 * `.suffix` when there is one. What a run before has left there is replaced, so a batch may run again.
 */
export function saveAsTextFiles<T>(parent: DStream<T>, prefix: string, suffix?: string): void {
  foreachRDD(
    parent,
    (rdd, batchTime) => rdd.saveAsTextFile(outputFileName(prefix, suffix, batchTime), { overwrite: true }),
    'saveAsTextFiles',
  );
}
