import { existsSync, globSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { StreamingError } from '../errors.ts';

export interface InputFile {
  /** Absolute. */
  readonly path: string;
  readonly numBytes: number;
}

/**
 * The files that a path means, in order of their names: itself, those of a directory, or what a pattern
 * (`logs/*.txt`) finds. Names that begin with `.` or `_` are left out, as an output's `_SUCCESS` must be; those of
 * directories within a directory too.
 *
 * @throws {StreamingError} `PATH_NOT_FOUND` when there is nothing
 */
export function inputFiles(path: string): InputFile[] {
  const roots = existsSync(path) ? [path] : globSync(path).sort();
  if (roots.length === 0) throw notFound(path);
  return roots.flatMap((root) => filesOf(resolve(root)));
}

/** @throws {StreamingError} `PATH_NOT_FOUND` */
export function requirePath(path: string): void {
  if (!existsSync(path)) throw notFound(path);
}

function filesOf(root: string): InputFile[] {
  const stats = statSync(root);
  if (!stats.isDirectory()) return [{ path: root, numBytes: stats.size }];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !/^[._]/.test(basename(entry.name)))
    .map((entry) => join(root, entry.name))
    .sort()
    .map((path) => ({ path, numBytes: statSync(path).size }));
}

function notFound(path: string): StreamingError {
  return new StreamingError('PATH_NOT_FOUND', `${path} was not found; an input path must exist`, {
    fix: 'Give a file, a directory, or a pattern such as logs/*.txt that finds some.',
  });
}
