import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { StreamingError, toError } from '../../errors.ts';
import { engineFactory, engineFunction, type StepFunction } from '../../rdd/engine-function.ts';
import type { JobRunner, Push } from '../../rdd/job-runner.ts';
import { RDD } from '../../rdd/rdd.ts';
import { defineStep } from '../../rdd/step.ts';
import { decodeTextLines } from '../socket-text.ts';

/** A part of a file that is a partition. */
export interface FileSplit {
  readonly path: string;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** The whole file, unpacked: `start` and `end` do not count. */
  readonly isGzip: boolean;
}

/** About how much of a file a partition has. It is read in one go, so that takes about a ms. */
export const SPLIT_BYTES = 1024 * 1024;
/** What a compressed file may unpack to. */
export const MOST_UNPACKED_BYTES = 256 * 1024 * 1024;

/** A pipe that has taken a file's place must not hold us up: nobody may ever write to it. */
export const READ_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** How a file's bytes become records; of {@link parsedFile} bytes are always a whole file's. */
export type DecodeSplit = (bytes: Uint8Array, push: Push<unknown>, split: FileSplit) => void;

/** Lines, without their `\n` or `\r\n`; a byte order mark at the beginning of the file is left out, as Hadoop does. */
export const textLines: DecodeSplit = engineFunction(
  'fileLines',
  (bytes: Uint8Array, push: Push<string>, { start }: FileSplit) =>
    decodeTextLines(start === 0 && hasByteOrderMark(bytes) ? bytes.subarray(3) : bytes, push),
);

/** Records of `recordLength` bytes each; a shorter last one fails the task. */
export const fixedRecords = engineFactory('fileFixedRecords', (recordLength: number): DecodeSplit => {
  return (bytes, push, { path, end }) => {
    for (let at = 0; at < bytes.byteLength; at += recordLength) {
      const record = Uint8Array.prototype.slice.call(bytes, at, at + recordLength);
      if (record.byteLength === recordLength) push(record);
      else {
        throw new StreamingError(
          'WRONG_RECORD_LENGTH',
          `Byte array does not have correct length: ${JSON.stringify(path)} ends at byte ${end} with ${record.byteLength} ` +
            `bytes left; its size must be a multiple of ${recordLength}, the recordLength`,
          { fix: 'Write files elsewhere and move them into the folder when they are whole.' },
        );
      }
    }
  };
});

/** What a function of the program's own makes of a whole file. */
export const parsedFile = engineFactory(
  'fileParsed',
  (parse: (bytes: Uint8Array, path: string) => Iterable<unknown>): DecodeSplit => {
    return (bytes, push, { path }) => {
      for (const record of parse(bytes, path)) push(record);
    };
  },
);

const splitStep = defineStep<readonly [StepFunction], readonly [], FileSplit>(
  'fileSplit',
  ({ functions: [decode], params: split }, _reads, push) => decode(readSplit(split), push, split),
);

/** A partition a split. Each is read where it is computed. */
export function filesRdd<T>(
  context: JobRunner,
  name: string,
  splits: readonly FileSplit[],
  decode: DecodeSplit,
): RDD<T> {
  return new RDD<T>(context, {
    name,
    numPartitions: splits.length,
    parents: [],
    step: splitStep([decode], (partition) => splits[partition] as FileSplit),
  });
}

function hasByteOrderMark([first, second, third]: Uint8Array): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf;
}

function readSplit({ path, start, end, isGzip }: FileSplit): Uint8Array {
  try {
    if (isGzip)
      return gunzipSync(readFileSync(path, { flag: READ_AT_ONCE }), { maxOutputLength: MOST_UNPACKED_BYTES });
    const file = openSync(path, READ_AT_ONCE);
    try {
      const bytes = Buffer.allocUnsafeSlow(end - start);
      let numRead = 0;
      for (let more = 1; more > 0 && numRead < bytes.length; numRead += more) {
        more = readSync(file, bytes, numRead, bytes.length - numRead, start + numRead);
      }
      if (numRead < bytes.length) throw new Error(`it has ended at byte ${start + numRead}, before ${end}`);
      return bytes;
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new StreamingError(
      'FILE_CHANGED',
      `${JSON.stringify(path)} cannot be read any more: ${toError(cause).message}; a file must stay as it is until its batches have run`,
      { cause },
    );
  }
}
