import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StreamingError } from '../errors.ts';

export interface OutputOptions {
  /** Put the new output in the place of one that is there. Default false. */
  readonly overwrite?: boolean;
}

/** What an output's directory may hold and still be put aside: nothing that is not an output's. */
const OWN_FILE = /^(part-\d+|_SUCCESS|\..*\.crc)$/;

/**
 * Has a directory written under another name beside it, and renames it when it is whole, with `_SUCCESS` in it:
 * nobody sees half an output.
 *
 * @throws {StreamingError} `OUTPUT_EXISTS` when `path` is there and shall not be overwritten, or holds other files
 *   than an output's
 */
export async function writeOutput(
  path: string,
  { overwrite = false }: OutputOptions,
  write: (folder: string) => Promise<void>,
): Promise<void> {
  const target = resolve(path);
  const hasFormer = await requireWritable(target, overwrite);
  const beside = (what: string): string =>
    join(dirname(target), `.${basename(target)}-${what}-${randomUUID()}`);
  const folder = beside('new');
  await mkdir(folder, { recursive: true });
  try {
    await write(folder);
    await writeFile(join(folder, '_SUCCESS'), '');
    if (hasFormer) await exchange(target, folder, beside('old'));
    else await rename(folder, target);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw isThere(error) ? outputExists(target) : error;
  }
}

async function requireWritable(target: string, overwrite: boolean): Promise<boolean> {
  let names: string[];
  try {
    names = await readdir(target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') throw outputExists(target);
    throw error;
  }
  if (!overwrite) throw outputExists(target);
  const foreign = names.find((name) => !OWN_FILE.test(name));
  if (foreign === undefined) return true;
  throw new StreamingError(
    'OUTPUT_EXISTS',
    `${target} holds ${foreign}; only a directory of part files is overwritten`,
    { fix: 'Choose another path, or remove the directory yourself.' },
  );
}

async function exchange(target: string, folder: string, aside: string): Promise<void> {
  await rename(target, aside);
  try {
    await rename(folder, target);
  } catch (error) {
    await rename(aside, target);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

function isThere(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOTEMPTY' || code === 'EEXIST';
}

function outputExists(target: string): StreamingError {
  return new StreamingError('OUTPUT_EXISTS', `${target} exists; an output needs a path that does not`, {
    fix: 'Choose another path, or pass { overwrite: true }.',
  });
}

/** `part-00000` … */
export function partName(partition: number): string {
  return `part-${String(partition).padStart(5, '0')}`;
}
