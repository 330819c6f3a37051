import { createHash, randomUUID } from 'node:crypto';
import { resolve } from 'node:path';

/** The same engine comes back under the same name, so that a reader does not wait for the one before. */
export function engineIdOf(database: string | undefined): string {
  const name =
    database === undefined ? randomUUID() : createHash('sha256').update(resolve(database)).digest('hex');
  return `engine-${name.slice(0, 16)}`;
}
