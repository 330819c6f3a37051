import { createGunzip } from 'node:zlib';

/** 16 KiB of gzip unpack to 16 MiB at worst: the most that one step keeps. */
const STEP_BYTES = 16 * 1024;
const OUTPUT_BYTES = 128 * 1024;

/**
 * Unpacks gzip, also several members behind each other. Of data that breaks off, everything before is given; before
 * damage, or a tail that is no gzip, up to 16 KiB of packed data may be lost with it.
 *
 * @param onFault called last when the data breaks off or is damaged, with what is wrong
 */
export async function* gunzipChunks(
  chunks: AsyncIterable<Buffer>,
  onFault: (fault: Error) => void,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
  const unpacked: Buffer[] = [];
  let fault: Error | undefined;
  const ended = Promise.withResolvers<void>();
  gunzip.on('data', (chunk: Buffer) => unpacked.push(chunk));
  gunzip.on('error', (error) => {
    fault = error;
  });
  gunzip.on('close', ended.resolve);
  gunzip.on('end', ended.resolve);
  try {
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length && fault === undefined; from += STEP_BYTES) {
        const { promise, resolve } = Promise.withResolvers<void>();
        gunzip.write(chunk.subarray(from, from + STEP_BYTES), () => resolve());
        await Promise.race([promise, ended.promise]);
        yield* unpacked.splice(0);
      }
      if (fault !== undefined) break;
    }
    gunzip.end();
    await ended.promise;
    yield* unpacked.splice(0);
    if (fault !== undefined) onFault(fault);
  } finally {
    gunzip.destroy();
  }
}
