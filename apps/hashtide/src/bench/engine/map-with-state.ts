import { type Pair, StateSpec } from '@hashtide/engine';
import type { Benchmark } from '../benchmark.ts';
import { compareTimes } from '../compare.ts';
import { PlayedStream } from './played-stream.ts';

const NUM_KEYS = 1_000_000;
const FEW_KEYS = 10_000;
const NUM_TOUCHED = 1000;
const MEASURED_BATCHES = 30;
const ASKED_RATIO = 2;

/** What the keys that a batch does not touch cost: nothing, if all is well. */
export const mapWithState: Benchmark = {
  name: 'engine-map-with-state',
  work: `mapWithState over ${NUM_KEYS.toLocaleString('en')} keys, ${NUM_TOUCHED} touched a batch`,
  rival: `the same over ${FEW_KEYS.toLocaleString('en')} keys`,
  asked: `≤ ${ASKED_RATIO}× the time: only touched keys cost`,
  async run() {
    const few = await batchTimes(FEW_KEYS);
    const many = await batchTimes(NUM_KEYS);
    const comparison = compareTimes(many, few);
    const value = comparison.ours.median / comparison.rival.median;
    return { value, unit: '× the time', isMet: value <= ASKED_RATIO, comparison };
  },
};

async function batchTimes(numKeys: number): Promise<number[]> {
  const initial = Array.from({ length: numKeys }, (_, i): Pair<string, number> => [`tag${i}`, 0]);
  const stream = new PlayedStream<Pair<string, number>>((pairs, ssc) => {
    const spec = StateSpec.function<string, number, number, number>((_tag, count = 0, state) => {
      const total = (state.getOption() ?? 0) + count;
      state.update(total);
      return total;
    });
    return pairs.mapWithState(spec.initialState(ssc.engine.parallelize(initial)));
  });
  const step = Math.floor(numKeys / NUM_TOUCHED);
  const touched = Array.from({ length: NUM_TOUCHED }, (_, i): Pair<string, number> => [`tag${i * step}`, 1]);
  for (let batch = 0; batch < 30; batch += 1) await stream.playBatch(touched);
  const times: number[] = [];
  for (let batch = 0; batch < MEASURED_BATCHES; batch += 1) times.push(await stream.playBatch(touched));
  await stream.stop();
  return times;
}
