import type { StreamingContext } from '../../src/index.ts';

/** How many records each letter has had, of the text files that come into a folder. */
export function build(ssc: StreamingContext, { folder }: { readonly folder: string }): void {
  ssc
    .textFileStream(folder)
    .map((letter) => [letter, 1])
    .updateStateByKey<string, number, number>((values, sum = 0) => sum + values.length)
    .checkpoint(2 * ssc.batchDuration)
    .print();
}
