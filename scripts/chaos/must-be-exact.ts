import { differences, integrityOf, readCells } from './database.ts';
import type { Oracle } from './oracle.ts';
import { must, type Trial } from './scenario.ts';

/**
 * Nothing lost, nothing counted twice: every cell is the oracle's, the file is sound, and `hashtide verify` says so too.
 * @returns how many cells there are
 * @throws {ChaosFailure} with the first cells that differ
 */
export async function mustBeExact(trial: Trial, database: string, oracle: Oracle): Promise<number> {
  const integrity = integrityOf(database);
  must(integrity === 'ok', `integrity_check: ${integrity}`);
  const cells = readCells(database);
  const wrong = differences(cells, oracle.cells);
  must(wrong.count === 0, `${wrong.count} of ${oracle.cells.size} cells are wrong`, wrong.first);
  const verify = trial.processes.hashtide(['verify', '--db', database], { name: 'verify' });
  const { code } = await verify.ended;
  must(code === 0, `hashtide verify ended with ${code}`, [verify.said]);
  return cells.size;
}
