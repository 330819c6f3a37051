import { LineReader } from './line-reader.ts';
import { countEntries } from './read-line.ts';
import { emptyFile } from './recording-errors.ts';
import type { RecordingFormat } from './recording-format.ts';
import type { ReplayReport } from './replay-report.ts';
import { textChunks } from './text-chunks.ts';

export interface RecordCount {
  readonly format: RecordingFormat;
  /** How many sequence numbers the recording takes. */
  readonly numRecords: number;
  /** Bytes of text, unpacked. */
  readonly numTextBytes: number;
}

/**
 * Counts what a reading of the recording will give, by the same rules and without making it.
 *
 * @throws {StreamingError} as a reading does
 */
export async function countRecords(
  chunks: AsyncIterable<Buffer>,
  file: string,
  report: ReplayReport,
): Promise<RecordCount> {
  let numRecords = 0;
  let numTextBytes = 0;
  let cut: string | undefined;
  const reader = new LineReader(file, (line, format) => {
    numRecords += countEntries(line, format);
  });
  for await (const chunk of textChunks(chunks, file, (why) => (cut = why))) {
    numTextBytes += chunk.length;
    reader.push(chunk);
  }
  reader.end(cut !== undefined);
  if (reader.format === undefined) throw emptyFile(file);
  report.end(cut, reader.tornLine);
  return { format: reader.format, numRecords, numTextBytes };
}
