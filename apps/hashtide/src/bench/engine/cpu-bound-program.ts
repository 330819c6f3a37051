import type { StreamingContext } from '@hashtide/engine';

export interface CpuBoundArgs {
  readonly numRecords: number;
  readonly numRounds: number;
}

/** A stage that does nothing but work: a loop for each record, and one number a batch. */
export function build(ssc: StreamingContext, { numRecords, numRounds }: CpuBoundArgs): void {
  const seeds = ssc.engine.parallelize(
    Array.from({ length: numRecords }, (_, i) => i),
    8,
  );
  ssc
    .constantStream(seeds)
    .map((seed) => {
      let state = seed | 1;
      for (let round = 0; round < numRounds; round += 1) state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return state & 1;
    })
    .reduce((a, b) => a + b)
    .foreachRDD(async (rdd) => void (await rdd.collect()));
}
