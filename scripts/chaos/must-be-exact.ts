import { differences, integrityOf, readCells } from './database.ts';
import type { Oracle } from './oracle.ts';
import { must } from './scenario.ts';

/**
 * Nothing lost, nothing counted twice: every cell is the oracle's, and the file is sound.
 * @returns how many cells there are
 * @throws {ChaosFailure} with the first cells that differ
 */
export function mustBeExact(database: string, oracle: Oracle): number {
  const integrity = integrityOf(database);
  must(integrity === 'ok', `integrity_check: ${integrity}`);
  const cells = readCells(database);
  const wrong = differences(cells, oracle.cells);
  must(wrong.count === 0, `${wrong.count} of ${oracle.cells.size} cells are wrong`, wrong.first);
  return cells.size;
}
