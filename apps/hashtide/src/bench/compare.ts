import { performance } from 'node:perf_hooks';

/** ms over the rounds. */
export interface Timing {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Comparison {
  readonly ours: Timing;
  readonly rival: Timing;
  /** Median over the rounds of rival ÷ ours: above 1, ours is the faster. */
  readonly ratio: number;
  readonly rounds: number;
}

export interface CompareOptions {
  /** Default 7. */
  readonly rounds?: number;
  /** Rounds before the first that counts; default 2. */
  readonly warmUps?: number;
}

type Work = () => unknown;

/**
 * Times two pieces of work in turn, so that what disturbs the machine disturbs both. Each round's ratio is taken by
 * itself: a slow minute of the machine moves both times and leaves their ratio.
 */
export async function compare(
  ours: Work,
  rival: Work,
  { rounds = 7, warmUps = 2 }: CompareOptions = {},
): Promise<Comparison> {
  const ourTimes: number[] = [];
  const rivalTimes: number[] = [];
  for (let round = -warmUps; round < rounds; round += 1) {
    // Who goes first alternates: the second finds a warmer cache and a fuller heap.
    const isOursFirst = round % 2 === 0;
    const first = await timed(isOursFirst ? ours : rival);
    const second = await timed(isOursFirst ? rival : ours);
    if (round < 0) continue;
    ourTimes.push(isOursFirst ? first : second);
    rivalTimes.push(isOursFirst ? second : first);
  }
  return compareTimes(ourTimes, rivalTimes);
}

/** For work that cannot be repeated at will: the n-th times belong to the same round. ms. */
export function compareTimes(ours: readonly number[], rival: readonly number[]): Comparison {
  const ratios = ours.map((time, round) => (rival[round] ?? Number.NaN) / time);
  return { ours: timing(ours), rival: timing(rival), ratio: median(ratios), rounds: ours.length };
}

/** How long `work` takes, ms; a promise is waited for. */
export async function timed(work: Work): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function timing(times: readonly number[]): Timing {
  return { median: median(times), min: Math.min(...times), max: Math.max(...times) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
