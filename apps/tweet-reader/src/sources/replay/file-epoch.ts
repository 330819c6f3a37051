import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { fileError } from './recording-errors.ts';

const END_BYTES = 64 * 1024;
/** Counts up when the same file would be numbered or stamped otherwise than before. */
const RULES_VERSION = 1;

/**
 * A name for a recording's stream: the same file with the same stamping options has the same one, so that a
 * replay started again is the same stream. Made of the size and both ends of the file.
 *
 * @param stampingOptions all that changes numbers or stamps
 * @returns 32 hex digits
 */
export async function fileEpoch(
  file: string,
  stampingOptions: Readonly<Record<string, number | undefined>>,
): Promise<string> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    const hash = createHash('sha256');
    hash.update(JSON.stringify({ rules: RULES_VERSION, size, ...stampingOptions }));
    for (const position of [0, Math.max(0, size - END_BYTES)]) {
      const buffer = Buffer.alloc(END_BYTES);
      const { bytesRead } = await handle.read(buffer, 0, END_BYTES, position);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return hash.digest('hex').slice(0, 32);
  } catch (error) {
    throw fileError(file, error);
  }
}
