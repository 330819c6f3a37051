import { EngineContext, type RDD } from '@hashtide/engine';
import type { Benchmark } from '../benchmark.ts';
import { compare } from '../compare.ts';

const NUM_RECORDS = 1_000_000;
const NUM_STEPS = 10;
const ASKED_NS = 10;

/** map and filter in turn, fused into one loop, against the same calls on arrays. */
export const fusedStep: Benchmark = {
  name: 'engine-step',
  work: `${NUM_RECORDS.toLocaleString('en')} numbers through ${NUM_STEPS} steps, map and filter in turn`,
  rival: 'Array.prototype.map and filter',
  asked: `≤ ${ASKED_NS} ns a record and step`,
  async run() {
    const engine = new EngineContext();
    const numbers = Array.from({ length: NUM_RECORDS }, (_, i) => i);
    let stepped: RDD<number> = engine.parallelize(numbers, 8);
    for (let step = 0; step < NUM_STEPS; step += 2) {
      stepped = stepped.map((n) => n + 1).filter((n) => n >= 0);
    }
    const rival = (): number => {
      let list = numbers;
      for (let step = 0; step < NUM_STEPS; step += 2) list = list.map((n) => n + 1).filter((n) => n >= 0);
      return list.length;
    };
    const comparison = await compare(() => stepped.count(), rival);
    engine.stop();
    const value = (comparison.ours.median * 1e6) / (NUM_RECORDS * NUM_STEPS);
    return { value, unit: 'ns a record and step', isMet: value <= ASKED_NS, comparison };
  },
};
