import { EngineContext, type Pair } from '@hashtide/engine';
import type { Benchmark } from '../benchmark.ts';
import { compare } from '../compare.ts';
import { seededRandom } from '../random.ts';

const NUM_RECORDS = 1_000_000;
const NUM_KEYS = 1000;
const ASKED_MS = 100;

export const reduceByKey: Benchmark = {
  name: 'engine-reduce-by-key',
  work: `reduceByKey of ${NUM_RECORDS.toLocaleString('en')} pairs over ${NUM_KEYS} keys, one thread`,
  rival: 'one loop over a Map',
  asked: `≤ ${ASKED_MS} ms`,
  async run() {
    const engine = new EngineContext();
    const random = seededRandom(1);
    const pairs = Array.from(
      { length: NUM_RECORDS },
      (): Pair<string, number> => [`tag${Math.floor(random() * NUM_KEYS)}`, 1],
    );
    const comparison = await compare(
      () =>
        engine
          .parallelize(pairs, 8)
          .reduceByKey((a, b) => a + b)
          .collect(),
      () => {
        const counts = new Map<string, number>();
        for (const [key, value] of pairs) counts.set(key, (counts.get(key) ?? 0) + value);
        return [...counts];
      },
    );
    engine.stop();
    const value = comparison.ours.median;
    return { value, unit: 'ms', isMet: value <= ASKED_MS, comparison };
  },
};
