import { StreamingError } from '../../errors.ts';
import { formatRecord } from '../../rdd/format-record.ts';
import type { DStream } from '../dstream.ts';
import { foreachRDD } from './foreach-rdd.ts';

const LINE = '-------------------------------------------';

/**
 * Writes the first `num` records of each batch, under its time, to standard output; `...` when there are more.
 *
 * @param num default 10; 0 writes the header alone, and `...`
 * @param write takes the whole text; default: standard output
 * @throws {StreamingError} `INVALID_COUNT` unless `num` is a whole number, 0 or more
 */
export function print<T>(
  parent: DStream<T>,
  num = 10,
  write: (text: string) => void = (text) => process.stdout.write(text),
): void {
  if (!Number.isSafeInteger(num) || num < 0) {
    throw new StreamingError(
      'INVALID_COUNT',
      `print of ${num} records; it must be a whole number, 0 or more`,
    );
  }
  const printRdd = async (rdd: { take(num: number): Promise<T[]> }, batchTime: number): Promise<void> => {
    const records = await rdd.take(num + 1);
    const lines = records.slice(0, num).map(formatRecord);
    if (records.length > num) lines.push('...');
    write(`${[LINE, `Time: ${batchTime} ms`, LINE, ...lines, ''].join('\n')}\n`);
  };
  foreachRDD(parent, printRdd, 'print');
}
