import { vi } from 'vitest';
import { outputFileName } from '../../src/dstream/output-file-name.ts';
import { runStream } from '../../src/testing/index.ts';
import { type Call, rowByRow, rowsOf } from './call.ts';

/** Rows are [n, time in ms, records]; what is printed is one text a line. */
const print: Call = async (each) => {
  const batches: unknown[] = [];
  for (const [num, time, records] of rowsOf(each) as [number, number, unknown[]][]) {
    const written: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    try {
      await runStream(
        [records],
        (stream) => {
          stream.print(num);
          return stream;
        },
        { batchDuration: time },
      );
    } finally {
      write.mockRestore();
    }
    batches.push(written.join('').replace(/\n$/, '').split('\n'));
  }
  return { batches };
};

/** Functions as text that add to accumulators; those have the names that the case expects values of. */
const foreachRDD: Call = async (each) => {
  const { args, input_batches = [] } = each;
  const [expected = {}] = each.expected_batches as Record<string, number>[];
  const names = Object.keys(expected);
  let values: Record<string, number> = {};
  await runStream(input_batches, (stream, ssc) => {
    const accumulators = names.map((name) => ssc.engine.longAccumulator(name));
    const program = (text: unknown): ((...values: unknown[]) => void) =>
      new Function(...names, 'rdd', 'time', 'x', `${text ?? ''}`).bind(
        undefined,
        ...accumulators,
      ) as () => void;
    const [perRdd, perElement] = [program(args.per_rdd), program(args.per_element)];
    stream.foreachRDD(async (rdd, time) => {
      perRdd(rdd, time);
      await rdd.foreach((record) => perElement(rdd, time, record));
      values = Object.fromEntries(names.map((name, i) => [name, accumulators[i]?.value ?? 0]));
    });
    return stream;
  });
  return { batches: [values] };
};

/** What a batch is written to. */
export const outputCalls: Readonly<Record<string, Call>> = {
  print,
  foreachRDD,
  fileName: rowByRow(
    () =>
      ([prefix, suffix, time]) =>
        outputFileName(prefix as string | null, suffix as string | null, time as number),
  ),
};
