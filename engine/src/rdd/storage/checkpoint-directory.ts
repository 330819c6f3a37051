import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { StreamingError } from '../../errors.ts';

const directories = new WeakMap<object, string>();

/** Has RDDs of `engine` keep their checkpoints in a directory of their own below `path`. */
export function setCheckpointDirectory(engine: object, path: string): void {
  directories.set(engine, join(resolve(path), randomUUID()));
}

/** @throws {StreamingError} `NO_CHECKPOINT_DIR` unless it was set */
export function checkpointDirectoryOf(engine: object): string {
  const directory = directories.get(engine);
  if (directory !== undefined) return directory;
  throw new StreamingError('NO_CHECKPOINT_DIR', 'checkpoint needs a directory, and none was set', {
    fix: 'Call setCheckpointDir(path) on the EngineContext, or use localCheckpoint().',
  });
}
