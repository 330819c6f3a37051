import { chaosText, chaosTweetNumber, isChaosRepost } from './chaos-tweets.ts';
import { readSeenIds } from './database.ts';
import { Oracle } from './oracle.ts';

/**
 * Counts what a database says that it has seen: of a live source only the database knows which tweet came into which
 * batch. The texts follow from the ids, and the cells from the texts.
 */
export function liveOracle(seed: number, database: string, batchMs: number): Oracle {
  const oracle = new Oracle(batchMs);
  for (const [batchTime, ids] of readSeenIds(database)) {
    for (const id of ids) {
      const number = chaosTweetNumber(id);
      oracle.record({
        ...{ at: batchTime, id: String(id), text: chaosText(seed, number) },
        isRepost: isChaosRepost(number),
      });
    }
  }
  return oracle;
}
