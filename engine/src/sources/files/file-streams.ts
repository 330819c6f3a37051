import { StreamingError } from '../../errors.ts';
import { FileInputDStream, type FileSelectionOptions, type FileStreamOwner } from './file-input-dstream.ts';
import { fixedRecords, parsedFile, textLines } from './file-split.ts';
import { splitRecords, splitText, wholeFile } from './split-file.ts';

/** How {@link fileStream} takes files and makes records of them. */
export interface FileStreamOptions<T> extends FileSelectionOptions {
  /** Makes records of a whole file (unpacked, if its name ends in `.gz`). Default: its lines. */
  readonly parse?: (bytes: Uint8Array, path: string) => Iterable<T>;
}

/** Lines of new files. */
export function textFileStream(owner: FileStreamOwner, pattern: string): FileInputDStream<string> {
  return new FileInputDStream<string>(owner, pattern, {
    name: 'textFileStream',
    split: splitText,
    decode: textLines,
  });
}

export function fileStream<T = string>(
  owner: FileStreamOwner,
  pattern: string,
  { parse, ...selection }: FileStreamOptions<T> = {},
): FileInputDStream<T> {
  const format =
    parse === undefined
      ? { split: splitText, decode: textLines }
      : { split: wholeFile, decode: parsedFile(parse), functions: [parse] };
  return new FileInputDStream<T>(owner, pattern, { name: 'fileStream', ...format }, selection);
}

/** @throws {StreamingError} `INVALID_RECORD_LENGTH` unless it is a whole number of bytes above 0 */
export function binaryRecordsStream(
  owner: FileStreamOwner,
  pattern: string,
  recordLength: number,
): FileInputDStream<Uint8Array> {
  if (!Number.isSafeInteger(recordLength) || recordLength < 1) {
    throw new StreamingError(
      'INVALID_RECORD_LENGTH',
      `recordLength is ${recordLength}; it must be a whole number of bytes above 0`,
    );
  }
  return new FileInputDStream<Uint8Array>(owner, pattern, {
    name: 'binaryRecordsStream',
    split: splitRecords(recordLength),
    decode: fixedRecords(recordLength),
  });
}
