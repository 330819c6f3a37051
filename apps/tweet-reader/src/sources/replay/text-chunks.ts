import { gunzipChunks } from './gunzip-chunks.ts';
import { notGzip } from './recording-errors.ts';

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/**
 * A recording's text, unpacked when its first bytes say gzip, whatever its name.
 *
 * @param onCut called after the last chunk when gzip data broke off or is damaged, with a sentence about it
 * @throws {StreamingError} `NOT_GZIP` for a file named .gz that is no gzip, or of which nothing can be unpacked
 */
export async function* textChunks(
  chunks: AsyncIterable<Buffer>,
  file: string,
  onCut: (why: string) => void,
): AsyncGenerator<Buffer> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    let head = Buffer.alloc(0);
    while (head.length < GZIP_MAGIC.length) {
      const { done, value } = await iterator.next();
      if (done) break;
      head = Buffer.concat([head, value]);
    }
    const all = prepend(head, iterator);
    if (GZIP_MAGIC.every((byte, i) => head[i] === byte)) yield* unpack(all, file, onCut);
    else if (head.length > 0 && /\.gz$/i.test(file)) {
      throw notGzip(file, 'is named .gz, but its first bytes are not those of gzip (1f 8b)');
    } else yield* all;
  } finally {
    await iterator.return?.();
  }
}

async function* unpack(
  chunks: AsyncIterable<Buffer>,
  file: string,
  onCut: (why: string) => void,
): AsyncGenerator<Buffer> {
  let numBytes = 0;
  let fault: Error | undefined;
  for await (const chunk of gunzipChunks(chunks, (error) => (fault = error))) {
    numBytes += chunk.length;
    yield chunk;
  }
  if (fault === undefined) return;
  if (numBytes === 0)
    throw notGzip(file, `starts like gzip, but nothing can be unpacked: ${fault.message}`, fault);
  onCut(`${file} breaks off after ${numBytes} bytes of text (${fault.message}); what came before is used`);
}

async function* prepend(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
