import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { StreamingError } from '@hashtide/engine';
import type { SourceEvent, SourceRecord, TweetSource } from '../../tweet-source.ts';
import { countRecords } from './count-records.ts';
import { fileEpoch } from './file-epoch.ts';
import { loopRecords } from './loop-records.ts';
import { pace } from './pace.ts';
import { fileChunks, streamChunks } from './read-chunks.ts';
import { readRecords } from './read-records.ts';
import { fileError, isADirectory } from './recording-errors.ts';
import { loopNeedsAFile, type ReplayOptions, requireReplayOptions } from './replay-options.ts';
import { ReplayReport } from './replay-report.ts';
import { sliceRecords } from './slice-records.ts';
import { describeSpeed } from './speed.ts';

/** A recording whose times are its tweets' own is sorted in memory when it is no longer than this. */
const MAX_SORT_BYTES = 256 * 1024 * 1024;
const ALL = Number.POSITIVE_INFINITY;

/**
 * A recording as a source: a file, plain or gzip, in any format of {@link RecordingFormat}, or a stream.
 *
 * A file is counted first, so that `total` and `epoch` are known and it can be started at any sequence number
 * (not with `loop`). A stream (standard input, a pipe) can be read once, from its start.
 *
 * @throws {StreamingError} `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, `IS_A_DIRECTORY`, `EMPTY_FILE`, `NOT_GZIP`,
 *   `NOT_A_RECORDING`, and those of wrong options; for a stream, when it is iterated
 */
export async function replaySource(options: ReplayOptions): Promise<TweetSource> {
  requireReplayOptions(options);
  const { file } = options;
  if (file === '-') return streamSource(options);
  const info = await stat(file).catch((error: unknown) => {
    throw fileError(file, error);
  });
  if (info.isDirectory()) throw isADirectory(file);
  if (!info.isFile()) return streamSource(options);
  return fileSource(options, Math.floor(info.mtimeMs));
}

async function fileSource(options: ReplayOptions, modifiedAt: number): Promise<TweetSource> {
  const { file, loop = false, limit = ALL, speed, log } = options;
  const start = options.start ?? modifiedAt;
  const { format, numRecords, numTextBytes } = await countRecords(
    fileChunks(file),
    file,
    new ReplayReport(file, log),
  );
  const takesStart = format === 'text' || format === 'untimed';
  const epoch = await fileEpoch(file, { limit: options.limit, start: takesStart ? start : options.start });
  const read = (lap: number): AsyncGenerator<readonly SourceRecord[]> =>
    readRecords({
      file,
      chunks: fileChunks(file),
      start,
      isCounted: true,
      maxSortBytes: numTextBytes <= MAX_SORT_BYTES ? MAX_SORT_BYTES : 0,
      report: new ReplayReport(file, lap === 0 ? log : () => {}),
    });
  const total = Math.min(numRecords, limit);
  return {
    name: 'replay',
    clock: 'recorded',
    about: describeSpeed(speed),
    epoch: loop ? undefined : epoch,
    total: loop ? undefined : total,
    events: (signal, from = 1) =>
      loop
        ? pace(sliceRecords(loopRecords(read), from, limit, signal), paceOptions(options, signal))
        : pace(exactly(total, from, file, read(0), signal), paceOptions(options, signal)),
  };
}

function streamSource(options: ReplayOptions): TweetSource {
  const { file, input, loop, limit = ALL, speed, clock, log } = options;
  const name = file === '-' ? 'standard input' : file;
  if (loop) throw loopNeedsAFile(name);
  let wasRead = false;
  async function* events(signal: AbortSignal, from = 1): AsyncGenerator<SourceEvent> {
    if (wasRead) throw new StreamingError('INPUT_ALREADY_READ', `${name} can be read only once`);
    wasRead = true;
    const stream = file === '-' ? (input ?? process.stdin) : createReadStream(file);
    const records = readRecords({
      file: name,
      chunks: streamChunks(stream, name, signal),
      start: options.start ?? clock.now(),
      isCounted: false,
      maxSortBytes: MAX_SORT_BYTES,
      report: new ReplayReport(name, (message) => signal.aborted || log(message)),
    });
    try {
      yield* pace(sliceRecords(records, from, limit, signal), paceOptions(options, signal));
    } catch (error) {
      // A stream that was stopped looks like one that broke off.
      if (!signal.aborted) throw error;
    }
  }
  return {
    name: 'replay',
    clock: 'recorded',
    about: describeSpeed(speed),
    epoch: undefined,
    total: undefined,
    events,
  };
}

/** Records `from … total`; a file that has become shorter since it was counted cannot keep its promise. */
async function* exactly(
  total: number,
  from: number,
  file: string,
  records: AsyncIterable<readonly SourceRecord[]>,
  signal: AbortSignal,
): AsyncGenerator<readonly SourceRecord[]> {
  let given = from - 1;
  for await (const batch of sliceRecords(records, from, total, signal)) {
    given += batch.length;
    yield batch;
  }
  if (given >= total || signal.aborted) return;
  throw new StreamingError('FILE_CHANGED', `${file} had ${total} records at the start and has ${given} now`, {
    fix: 'let nothing write to the file during a replay, and start again',
  });
}

function paceOptions({ speed, maxGapMs, clock }: ReplayOptions, signal: AbortSignal) {
  return { speed, maxGapMs, clock, signal };
}
