import { differences, integrityOf, readCells } from './database.ts';
import { type Cells, cellKey, type Oracle } from './oracle.ts';
import { must, type Trial } from './scenario.ts';

/**
 * Nothing lost, nothing counted twice: every cell is the oracle's, the file is sound, and `hashtide verify` says so too.
 * @returns how many cells there are
 * @throws {ChaosFailure} with the first cells that differ
 */
export async function mustBeExact(trial: Trial, database: string, oracle: Oracle): Promise<number> {
  return compare(trial, database, readCells(database), oracle.cells);
}

/** The same for the sums over all batches, where nobody else knows which tweet came into which. */
export async function mustComeTo(trial: Trial, database: string, oracle: Oracle): Promise<number> {
  return compare(trial, database, overAllBatches(readCells(database)), overAllBatches(oracle.cells));
}

async function compare(trial: Trial, database: string, actual: Cells, expected: Cells): Promise<number> {
  const integrity = integrityOf(database);
  must(integrity === 'ok', `integrity_check: ${integrity}`);
  const wrong = differences(actual, expected);
  must(wrong.count === 0, `${wrong.count} of ${expected.size} cells are wrong`, wrong.first);
  const verify = trial.processes.hashtide(['verify', '--db', database], { name: 'verify' });
  const { code } = await verify.ended;
  must(code === 0, `hashtide verify ended with ${code}`, [verify.said]);
  return actual.size;
}

function overAllBatches(cells: Cells): Cells {
  const sums = new Map<string, number[]>();
  for (const [key, cell] of cells) {
    const all = cellKey(0, key.slice(key.indexOf(' ') + 1));
    const sum = sums.get(all);
    sums.set(all, sum === undefined ? [...cell] : sum.map((count, i) => count + (cell[i] ?? 0)));
  }
  return sums;
}
