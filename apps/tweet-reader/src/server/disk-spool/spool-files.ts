/** An open file of a spool. */
export interface SpoolFile {
  /** All of `parts`, one after the other, from `position` on; rejects when not all could be written. */
  write(parts: readonly Uint8Array[], position: number): Promise<void>;
  /** What was written survives a power cut. */
  datasync(): Promise<void>;
  /** @returns how many bytes; fewer than `buffer` holds only at the end of the file */
  read(buffer: Uint8Array, position: number): Promise<number>;
  size(): Promise<number>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** The files of one folder: all that a spool needs of a disk, so that tests can bring their own. */
export interface SpoolFiles {
  /** The folder, as people know it. */
  readonly folder: string;
  /** Makes the folder where it is missing, and keeps every other reader out of it until the returned function is called. */
  lock(): Promise<() => void>;
  list(): Promise<string[]>;
  /** `create`: a new, empty one, which must not be there yet. Names are those of files in the folder. */
  open(name: string, mode: 'read' | 'write' | 'create'): Promise<SpoolFile>;
  rename(from: string, to: string): Promise<void>;
  /** It may be missing. */
  remove(name: string): Promise<void>;
  /** Files made, renamed and removed stay so after a power cut. */
  sync(): Promise<void>;
}

/** Replaces a small file as a whole: after a power cut there is the old one or the new one. */
export async function replaceFile(files: SpoolFiles, name: string, text: string): Promise<void> {
  const draft = `${name}.new`;
  await files.remove(draft);
  const file = await files.open(draft, 'create');
  try {
    await file.write([Buffer.from(text)], 0);
    await file.datasync();
  } finally {
    await file.close();
  }
  await files.rename(draft, name);
  await files.sync();
}

/** @returns the whole file; undefined: there is none */
export async function readFile(files: SpoolFiles, name: string): Promise<Buffer | undefined> {
  let file: SpoolFile;
  try {
    file = await files.open(name, 'read');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const bytes = Buffer.allocUnsafeSlow(await file.size());
    return bytes.subarray(0, await file.read(bytes, 0));
  } finally {
    await file.close();
  }
}

/** `ENOSPC`, `EIO` and so on; '' for what is no such error. */
export function errorCode(error: unknown): string {
  const code: unknown = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
