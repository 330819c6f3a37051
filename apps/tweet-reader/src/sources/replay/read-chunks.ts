import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { fileError } from './recording-errors.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * The bytes of a file from its start. Every chunk lies in the same buffer, and is good until the next is asked for:
 * as garbage they would cost more than all that is done with them.
 *
 * @throws {StreamingError} `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, `IS_A_DIRECTORY`
 */
export async function* fileChunks(file: string): AsyncGenerator<Buffer> {
  try {
    await using handle = await open(file);
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw fileError(file, error);
  }
}

/**
 * The bytes of a stream; ends when `signal` aborts, also in the middle of waiting.
 *
 * @param name what to call it in an error
 * @throws {StreamingError} `FILE_NOT_READABLE` and its like when the stream fails
 */
export async function* streamChunks(
  input: Readable,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const stop = (): void => {
    input.destroy();
  };
  if (signal.aborted) return stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of input) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
  } catch (error) {
    if (!signal.aborted) throw fileError(name, error);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
