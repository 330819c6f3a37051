import type { EngineOptions } from '../config.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { openTemporaryStore } from './temporary-store.ts';

/** The database that an engine is to write; without a name a temporary one. @throws {StreamingError} as `openStore` */
export function openEngineStore({
  database,
  batchDurationMs,
  model,
  version,
  retention,
}: Pick<EngineOptions, 'database' | 'batchDurationMs' | 'model' | 'version' | 'retention'>): Store {
  const options = { batchDurationMs, model, retention, createdBy: `hashtide ${version}` };
  return database === undefined ? openTemporaryStore(options) : openStore({ ...options, file: database });
}
