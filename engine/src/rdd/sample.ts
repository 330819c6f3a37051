import { StreamingError } from '../errors.ts';
import { anySeed, seededRandom } from './random.ts';
import type { RDD } from './rdd.ts';
import { defineStep, type Read } from './step.ts';

interface Params {
  readonly withReplacement: boolean;
  readonly fraction: number;
  readonly seed: number;
}

const sampleStep = defineStep<readonly [], readonly [Read], Params>(
  'sample',
  ({ params: { withReplacement, fraction, seed }, partition }, [read], push) => {
    const random = seededRandom(seed, partition);
    read((record) => {
      if (!withReplacement) {
        if (random() < fraction) push(record);
        return;
      }
      for (let times = poisson(fraction, random); times > 0; times -= 1) push(record);
    });
  },
);

/**
 * Some of the records, in their order. The choice depends on the seed and the partition alone.
 *
 * @param withReplacement a record may be taken more than once
 * @param fraction without replacement: the probability of each record, 0 … 1; with: how often each is expected,
 *   0 or more
 * @param seed default: another one for each sample that is defined
 * @throws {StreamingError} `INVALID_FRACTION`
 */
export function sample<T>(
  parent: RDD<T>,
  withReplacement: boolean,
  fraction: number,
  seed = anySeed(),
): RDD<T> {
  if (!(fraction >= 0 && (withReplacement ? Number.isFinite(fraction) : fraction <= 1))) {
    throw new StreamingError(
      'INVALID_FRACTION',
      `fraction is ${fraction}; it must be ${withReplacement ? '0 or more' : 'from 0 to 1 without replacement'}`,
    );
  }
  return parent.derive({
    name: 'sample',
    partitioner: parent.partitioner,
    step: sampleStep([], () => ({ withReplacement, fraction, seed })),
  });
}

/** The largest mean whose e^-mean is far from what a number cannot hold any more. */
const MEAN_AT_ONCE = 30;

/** How often something happens that happens `mean` times on average. */
function poisson(mean: number, random: () => number): number {
  let times = 0;
  for (let rest = mean; rest > 0; rest -= MEAN_AT_ONCE) {
    const limit = Math.exp(-Math.min(rest, MEAN_AT_ONCE));
    for (let product = random(); product > limit; product *= random()) times += 1;
  }
  return times;
}
