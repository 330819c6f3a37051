import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { StreamingError } from '../../errors.ts';
import { type FileSplit, MOST_UNPACKED_BYTES, READ_AT_ONCE, SPLIT_BYTES } from './file-split.ts';

const NEWLINE = 0x0a;

/** A file as partitions. */
interface SplitFile {
  readonly splits: readonly FileSplit[];
  /** undefined: only its parser can say. */
  readonly numRecords: number | undefined;
}

export type Splitter = (path: string, numBytes: number) => Promise<SplitFile>;

/** Cuts text after a line end about every MiB, and counts its lines. Of a gzip file all is one part. */
export const splitText: Splitter = async (path) => {
  const isGzip = path.endsWith('.gz');
  const splits: FileSplit[] = [];
  let numRecords = 0;
  let start = 0;
  let end = 0;
  let last = NEWLINE;
  for await (const chunk of bytesOf(path, isGzip)) {
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) {
      numRecords += 1;
      const lineEnd = end + at + 1;
      if (isGzip || lineEnd - start < SPLIT_BYTES) continue;
      splits.push({ path, start, end: lineEnd, isGzip });
      start = lineEnd;
    }
    end += chunk.byteLength;
    last = chunk.at(-1) ?? last;
  }
  if (last !== NEWLINE) numRecords += 1;
  if (end > start) splits.push({ path, start, end, isGzip });
  return { splits, numRecords };
};

/** Cuts between records. What is left over stays with the last part, whose task says so. */
export function splitRecords(recordLength: number): Splitter {
  return async (path, numBytes) => {
    const splitBytes = recordLength * Math.max(1, Math.floor(SPLIT_BYTES / recordLength));
    const splits: FileSplit[] = [];
    for (let start = 0; start < numBytes; start += splitBytes) {
      splits.push({ path, start, end: Math.min(start + splitBytes, numBytes), isGzip: false });
    }
    return { splits, numRecords: Math.floor(numBytes / recordLength) };
  };
}

/** The whole file as one part; a gzip file unpacked. */
export const wholeFile: Splitter = async (path, numBytes) => ({
  splits: numBytes === 0 ? [] : [{ path, start: 0, end: numBytes, isGzip: path.endsWith('.gz') }],
  numRecords: undefined,
});

async function* bytesOf(path: string, isGzip: boolean): AsyncIterable<Uint8Array> {
  const file = (await open(path, READ_AT_ONCE)).createReadStream({ highWaterMark: 256 * 1024 });
  if (!isGzip) return yield* file as AsyncIterable<Uint8Array>;
  const unpacked = createGunzip();
  file.once('error', (error) => unpacked.destroy(error));
  let numBytes = 0;
  try {
    for await (const chunk of file.pipe(unpacked) as AsyncIterable<Uint8Array>) {
      numBytes += chunk.byteLength;
      if (numBytes > MOST_UNPACKED_BYTES) {
        throw new StreamingError(
          'FILE_TOO_LARGE',
          `it unpacks to more than ${MOST_UNPACKED_BYTES} bytes; a compressed file must not`,
        );
      }
      yield chunk;
    }
  } finally {
    file.destroy();
  }
}
