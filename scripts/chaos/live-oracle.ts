import { chaosText, chaosTweetId, chaosTweetNumber, isChaosRepost } from './chaos-tweets.ts';
import { readSeenIds } from './database.ts';
import { Oracle } from './oracle.ts';

/**
 * Counts what a database says that it has seen: of a live source only the database knows which tweet came into which
 * batch. The texts follow from the ids, and the cells from the texts. It keeps the ids of half an hour.
 */
export function liveOracle(seed: number, database: string, batchMs: number): Oracle {
  const oracle = new Oracle(batchMs);
  for (const [batchTime, ids] of readSeenIds(database)) {
    for (const id of ids) count(oracle, seed, chaosTweetNumber(id), batchTime);
  }
  return oracle;
}

/** Counts the tweets `1 … numTweets`, in whatever batch. */
export function sumOracle(seed: number, numTweets: number): Oracle {
  const oracle = new Oracle(1);
  for (let number = 1; number <= numTweets; number += 1) count(oracle, seed, number, 0);
  return oracle;
}

function count(oracle: Oracle, seed: number, number: number, at: number): void {
  const text = chaosText(seed, number);
  oracle.record({ at, id: chaosTweetId(number), text, isRepost: isChaosRepost(number) });
}
