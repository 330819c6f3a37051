import { availableParallelism } from 'node:os';
import { StreamingError } from '../errors.ts';

const MOST_THREADS = 256;

/**
 * The number of threads that a master stands for: `local` and `local[1]` one, the caller's own; `local[N]` N worker
 * threads; `local[*]` as many as the machine runs at once.
 *
 * @throws {StreamingError} `INVALID_MASTER`
 */
export function parseMaster(master: string): number {
  if (master === 'local') return 1;
  if (master === 'local[*]') return Math.min(availableParallelism(), MOST_THREADS);
  const [, digits = '0'] = /^local\[([1-9]\d{0,2})\]$/.exec(master) ?? [];
  const numThreads = Number(digits);
  if (numThreads >= 1 && numThreads <= MOST_THREADS) return numThreads;
  throw new StreamingError(
    'INVALID_MASTER',
    `master is ${JSON.stringify(master)}; it must be local, local[N] with N from 1 to ${MOST_THREADS}, or local[*]`,
  );
}
