import type { SourceRecord } from '../../tweet-source.ts';
import type { Entry } from './entry.ts';
import { LineReader } from './line-reader.ts';
import { readLine } from './read-line.ts';
import { emptyFile } from './recording-errors.ts';
import type { RecordingFormat } from './recording-format.ts';
import type { ReplayReport } from './replay-report.ts';
import { sortByTime } from './sort-by-time.ts';
import { Stamper } from './stamper.ts';
import { textChunks } from './text-chunks.ts';

export interface ReadOptions {
  /** What to call the input in messages. */
  readonly file: string;
  /** Its bytes, plain or gzip. */
  readonly chunks: AsyncIterable<Buffer>;
  /** The time of the first line where the recording tells none, epoch ms. */
  readonly start: number;
  /** A recording whose times are its tweets' own is sorted when no longer than this. */
  readonly maxSortBytes: number;
  /** Whether it was counted before, and with that its end reported. */
  readonly isCounted: boolean;
  readonly report: ReplayReport;
}

/**
 * One reading of a recording from its start: all that takes a sequence number, in order, stamped.
 *
 * @throws {StreamingError} `EMPTY_FILE`, `NOT_GZIP`, `NOT_A_RECORDING` and those of reading a file
 */
export async function* readRecords(options: ReadOptions): AsyncGenerator<readonly SourceRecord[]> {
  const { file, start, maxSortBytes, report } = options;
  try {
    const read = await formatAndEntries(options);
    if (read === undefined) throw emptyFile(file);
    const { format, entries } = read;
    if (format === 'created' && !options.isCounted) {
      report.say(`${file} has no stamps of its own: it is read to its end first, to be sorted by created_at`);
    }
    const onTooMuch = (): void =>
      report.say(`${file} is too big to be sorted by time; a time that goes back becomes the one before it`);
    const ordered = format === 'created' ? sortByTime(entries, maxSortBytes, onTooMuch) : entries;
    const stamper = new Stamper(format, start, report);
    for await (const batch of ordered) {
      const records = stamper.stamp(batch);
      if (records.length > 0) yield records;
    }
    const rest = stamper.end();
    if (rest.length > 0) yield rest;
  } finally {
    report.finish();
  }
}

/** Reads on until the format is known. @returns undefined when there is nothing but blanks */
async function formatAndEntries(
  options: ReadOptions,
): Promise<
  { readonly format: RecordingFormat; readonly entries: AsyncIterable<readonly Entry[]> } | undefined
> {
  let format: RecordingFormat | undefined;
  const entries = readEntries(options, (known) => (format = known));
  const first = await entries.next();
  if (first.done || format === undefined) return undefined;
  return { format, entries: prepend(first.value, entries) };
}

async function* readEntries(
  { file, chunks, report, isCounted }: ReadOptions,
  onFormat: (format: RecordingFormat) => void,
): AsyncGenerator<readonly Entry[]> {
  let entries: Entry[] = [];
  let cut: string | undefined;
  const reader = new LineReader(file, (line, format) => {
    const from = entries.length;
    readLine(line, format, entries);
    for (let i = from; i < entries.length; i++) {
      const entry = entries[i];
      if (entry !== undefined && 'error' in entry) report.badLine(entry.lineNumber, entry.error);
    }
  });
  for await (const chunk of textChunks(chunks, file, (why) => (cut = why))) {
    reader.push(chunk);
    if (reader.format === undefined) continue;
    onFormat(reader.format);
    if (entries.length > 0) yield entries;
    entries = [];
  }
  reader.end(cut !== undefined);
  if (!isCounted) report.end(cut, reader.tornLine);
  if (reader.format === undefined) return;
  onFormat(reader.format);
  yield entries;
}

/** Closes `rest` even when it is left before its turn. */
async function* prepend<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
