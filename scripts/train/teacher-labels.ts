import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { ModelError } from '../../models/src/model-error.ts';

const magic = 'HTTL1\n';
const digestBytes = 32;

/** A teacher's labels of one file: for each line, 255ths of P(negative) and P(positive). */
export interface TeacherLabels {
  /** SHA-256 of the file, unpacked. */
  readonly digest: Buffer;
  readonly shares: Uint8Array;
}

/**
 * Reads what a teacher, trained elsewhere, said of texts: magic `HTTL1\n`, then for each file 32 bytes SHA-256 of
 * its unpacked bytes, uint32 (little endian) number of lines n, and n times round(255·P(negative)),
 * round(255·P(positive)); neutral is the rest.
 *
 * @returns empty when there is no such file
 * @throws {ModelError} `BAD_TEACHER` when it is damaged
 */
export function readTeacherLabels(path: string): TeacherLabels[] {
  if (!existsSync(path)) return [];
  const bytes = readFileSync(path);
  const bad = (what: string): ModelError => new ModelError('BAD_TEACHER', `${path} ${what}`);
  if (bytes.toString('latin1', 0, magic.length) !== magic) throw bad('holds no labels of a teacher');
  const files: TeacherLabels[] = [];
  let at = magic.length;
  while (at < bytes.length) {
    if (at + digestBytes + 4 > bytes.length) throw bad('is cut short');
    const digest = bytes.subarray(at, at + digestBytes);
    const numLines = bytes.readUInt32LE(at + digestBytes);
    at += digestBytes + 4;
    const end = at + 2 * numLines;
    if (end > bytes.length) throw bad('is cut short');
    files.push({ digest, shares: bytes.subarray(at, end) });
    at = end;
  }
  return files;
}

/** The labels for a file of these bytes, if the teacher has read that very file. */
export function labelsFor(labels: readonly TeacherLabels[], file: Buffer): Uint8Array | undefined {
  const digest = createHash('sha256').update(file).digest();
  return labels.find((labelled) => labelled.digest.equals(digest))?.shares;
}
