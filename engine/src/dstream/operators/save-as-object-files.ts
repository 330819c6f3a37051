import type { DStream } from '../dstream.ts';
import { outputFileName } from '../output-file-name.ts';
import { foreachRDD } from './foreach-rdd.ts';

/** Like `saveAsTextFiles`, in a form that `engine.objectFile` reads back; records must survive structured cloning. */
export function saveAsObjectFiles<T>(parent: DStream<T>, prefix: string, suffix?: string): void {
  foreachRDD(
    parent,
    (rdd, batchTime) => rdd.saveAsObjectFile(outputFileName(prefix, suffix, batchTime), { overwrite: true }),
    'saveAsObjectFiles',
  );
}
