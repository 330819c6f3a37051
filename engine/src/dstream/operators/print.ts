import { StreamingError } from '../../errors.ts';
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
    const lines = records.slice(0, num).map(format);
    if (records.length > num) lines.push('...');
    write(`${[LINE, `Time: ${batchTime} ms`, LINE, ...lines, ''].join('\n')}\n`);
  };
  foreachRDD(parent, printRdd, 'print');
}

/** A pair as Spark writes it, `(word,1)`; a text as it is; anything else as JSON. */
function format(record: unknown): string {
  if (typeof record === 'string') return record;
  if (Array.isArray(record) && record.length === 2) return `(${format(record[0])},${format(record[1])})`;
  return JSON.stringify(record) ?? String(record);
}
