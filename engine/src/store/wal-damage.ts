import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** Its last bit says that checksums are of big-endian words. */
const MAGIC = 0x377f0682;

/** What is wrong with a `-wal` file before its tail. */
export interface WalDamage {
  /** The first frame that does not give its checksum, from 0; SQLite stops there without a word. */
  readonly frame: number;
  /** Frames from there on that belong to the log: what is in them is lost, most of it whole. */
  readonly numLost: number;
}

/**
 * Finds damage in SQLite's write-ahead log. SQLite takes the first frame that is not right for the end of the log. It
 * is the end if no transaction follows: a torn tail was never on the disk, as each commit waits for the disk before the
 * next begins. If one follows, what was there has been damaged.
 *
 * @returns undefined: whole up to its tail, or no log
 */
export function walDamage(walFile: string): WalDamage | undefined {
  const log = readLog(walFile);
  if (log === undefined || log.length <= HEADER_BYTES) return undefined;
  const pageBytes = log.readUInt32BE(8);
  const isKnownSize = pageBytes >= 512 && pageBytes <= 65_536 && (pageBytes & (pageBytes - 1)) === 0;
  const frameBytes = FRAME_HEADER_BYTES + (isKnownSize ? pageBytes : 4096);
  const numFrames = Math.floor((log.length - HEADER_BYTES) / frameBytes);
  const at = (frame: number): number => HEADER_BYTES + frame * frameBytes;
  const sum = new WalChecksum((log.readUInt32BE(0) & 1) === 1);
  sum.add(log, 0, 24);
  const isHeaderWhole = (log.readUInt32BE(0) & ~1) === MAGIC && isKnownSize && sum.equals(log, 24);
  if (numFrames === 0) return undefined;
  // The salts of the log's frames; older frames, from before it began anew, have others.
  const salts = isHeaderWhole ? log.subarray(16, 24) : log.subarray(at(0) + 8, at(0) + 16);
  const isOurs = (frame: number): boolean => log.compare(salts, 0, 8, at(frame) + 8, at(frame) + 16) === 0;
  let frame = 0;
  for (; isHeaderWhole && frame < numFrames && isOurs(frame); frame += 1) {
    sum.add(log, at(frame), 8);
    sum.add(log, at(frame) + FRAME_HEADER_BYTES, pageBytes);
    if (!sum.equals(log, at(frame) + 16)) break;
  }
  let hasCommit = false;
  let isFollowed = false;
  let numLost = 0;
  for (let next = frame; next < numFrames; next += 1) {
    if (!isOurs(next)) continue;
    isFollowed ||= hasCommit;
    numLost += 1;
    hasCommit ||= log.readUInt32BE(at(next) + 4) !== 0;
  }
  return isFollowed ? { frame, numLost } : undefined;
}

function readLog(walFile: string): Buffer | undefined {
  try {
    return readFileSync(walFile);
  } catch {
    return undefined;
  }
}

/** SQLite's checksum of its log, which goes on from frame to frame. */
class WalChecksum {
  readonly #isSwapped: boolean;
  #s0 = 0;
  #s1 = 0;

  constructor(isBigEndian: boolean) {
    this.#isSwapped = isBigEndian !== (endianness() === 'BE');
  }

  add(bytes: Buffer, start: number, length: number): void {
    // A copy: words must begin at a multiple of four.
    const piece = Buffer.from(bytes.subarray(start, start + length));
    if (this.#isSwapped) piece.swap32();
    const words = new Uint32Array(piece.buffer, piece.byteOffset, length / 4);
    let s0 = this.#s0;
    let s1 = this.#s1;
    for (let i = 0; i < words.length; i += 2) {
      s0 = (s0 + (words[i] as number) + s1) | 0;
      s1 = (s1 + (words[i + 1] as number) + s0) | 0;
    }
    this.#s0 = s0;
    this.#s1 = s1;
  }

  /** Whether it is what stands at `start`. */
  equals(bytes: Buffer, start: number): boolean {
    return bytes.readInt32BE(start) === this.#s0 && bytes.readInt32BE(start + 4) === this.#s1;
  }
}
