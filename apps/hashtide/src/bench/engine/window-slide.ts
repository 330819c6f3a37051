import type { DStream, Pair } from '@hashtide/engine';
import type { Benchmark } from '../benchmark.ts';
import { compareTimes } from '../compare.ts';
import { seededRandom, skewedKey } from '../random.ts';
import { BATCH, minutes, PlayedStream } from './played-stream.ts';

const NUM_RECORDS = 5000;
const NUM_KEYS = 200_000;
const MEASURED_BATCHES = 60;
const ASKED_RATIO = 2;

/** What a longer window costs each time it slides: it should cost by the keys that change, not by its length. */
export const windowSlide: Benchmark = {
  name: 'engine-window',
  work: `reduceByKeyAndWindow with an inverse over 60 min, sliding by 10 s, ${NUM_RECORDS} pairs a batch over ${NUM_KEYS.toLocaleString('en')} keys`,
  rival: 'the same over 1 min',
  asked: `≤ ${ASKED_RATIO}× the time`,
  async run() {
    const short = await slideTimes(minutes(1));
    const long = await slideTimes(minutes(60));
    const comparison = compareTimes(long, short);
    const value = comparison.ours.median / comparison.rival.median;
    return { value, unit: '× the time', isMet: value <= ASKED_RATIO, comparison };
  },
};

async function slideTimes(windowDuration: number): Promise<number[]> {
  const random = seededRandom(2);
  const stream = new PlayedStream<Pair<string, number>>((pairs: DStream<Pair<string, number>>) =>
    pairs.reduceByKeyAndWindow(
      (a, b) => a + b,
      (a, b) => a - b,
      windowDuration,
      BATCH,
      { filterFunc: ([, count]) => count > 0 },
    ),
  );
  const play = (): Promise<number> =>
    stream.playBatch(
      Array.from(
        { length: NUM_RECORDS },
        (): Pair<string, number> => [`tag${skewedKey(random, NUM_KEYS)}`, 1],
      ),
    );
  // Until the window is full, and the short one's code as warm as the long one's.
  for (let batch = 0; batch < minutes(60) / BATCH + 10; batch += 1) await play();
  const times: number[] = [];
  for (let batch = 0; batch < MEASURED_BATCHES; batch += 1) times.push(await play());
  await stream.stop();
  return times;
}
