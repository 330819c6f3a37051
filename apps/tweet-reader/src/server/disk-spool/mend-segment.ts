import { encodeBadRecord } from '@hashtide/engine/sources';
import { DiskSegment } from './disk-segment.ts';
import type { RecordRun } from './scan-segment.ts';
import { encodeSegmentHeader } from './segment-header.ts';
import type { SpoolFiles } from './spool-files.ts';
import { endOf, putRecord, RECORD_HEAD_BYTES, sealRecord, stampAt } from './spool-record.ts';

export interface MendOptions {
  readonly files: SpoolFiles;
  readonly epoch: string;
  readonly segment: DiskSegment;
  /** The file as it is; undefined: there is none. */
  readonly bytes: Buffer | undefined;
  /** What is undamaged in it. */
  readonly runs: readonly RecordRun[];
  /** One past the last record that it has to have. */
  readonly next: number;
  /** The latest stamp before it. */
  readonly lastAt?: number;
}

/**
 * Writes a segment anew, an error record in the place of each that is damaged or missing: sequence numbers that may
 * have been given out are never given to other records. The damaged file stays as `.corrupt`.
 */
export async function mendSegment(options: MendOptions) {
  const { files, epoch, segment, bytes, runs, next } = options;
  const { createdAt } = segment;
  const header = encodeSegmentHeader({ epoch, createdAt });
  const mended = new DiskSegment({ epoch, first: segment.first, headerBytes: header.length, createdAt });
  const parts: Buffer[] = [header];
  let lastAt = Math.max(options.lastAt ?? 0, 0);
  let numDamaged = 0;
  const fillUpTo = (sequence: number, at: number): void => {
    for (; mended.next < sequence; numDamaged += 1) {
      const record = errorRecord(mended.next, at, mended.salt);
      parts.push(record);
      mended.add(at, mended.numBytes + record.length);
    }
  };
  for (const run of runs) {
    fillUpTo(
      run.first,
      bytes === undefined || mended.next > segment.first ? lastAt : stampAt(bytes, run.start),
    );
    if (bytes === undefined) continue;
    parts.push(bytes.subarray(run.start, run.end));
    for (let offset = run.start; offset < run.end; offset = endOf(bytes, offset)) {
      const at = stampAt(bytes, offset);
      mended.add(at, mended.numBytes + endOf(bytes, offset) - offset);
      lastAt = Math.max(lastAt, at);
    }
  }
  fillUpTo(next, lastAt);
  const corrupt = `${segment.name}.corrupt`;
  const draft = `${segment.name}.new`;
  if (bytes !== undefined) await writeFile(files, corrupt, bytes);
  await writeFile(files, draft, Buffer.concat(parts));
  await files.rename(draft, segment.name);
  await files.sync();
  return { segment: mended, corrupt, numDamaged };
}

/** A record that says that the one of this number is lost. */
function errorRecord(sequence: number, at: number, salt: number): Buffer {
  const payload = Buffer.from(encodeBadRecord(at, 'bad_line'));
  const record = Buffer.allocUnsafe(RECORD_HEAD_BYTES + payload.length);
  putRecord(record, 0, at, payload);
  sealRecord(record, 0, sequence, salt);
  return record;
}

async function writeFile(files: SpoolFiles, name: string, bytes: Buffer): Promise<void> {
  await files.remove(name);
  const file = await files.open(name, 'create');
  try {
    await file.write([bytes], 0);
    await file.datasync();
  } finally {
    await file.close();
  }
}
