import { sealText, unsealText } from './sealed-text.ts';

const FORMAT = /^hashtide-spool 1 (\S{1,200}) (\d{15})$/;
const LONGEST = 256;
const NEWLINE = 0x0a;
const SUFFIX = '.segment';
const NAME = /^\d{16}\.segment$/;

export interface SegmentHeader {
  readonly epoch: string;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** A segment's first line; of one epoch all are of the same length. */
export function encodeSegmentHeader({ epoch, createdAt }: SegmentHeader): Buffer {
  const time = String(Math.max(0, Math.floor(createdAt))).padStart(15, '0');
  return Buffer.from(sealText(`hashtide-spool 1 ${epoch} ${time}`));
}

/** @returns undefined: `bytes` do not begin with a whole, undamaged header */
export function decodeSegmentHeader(bytes: Buffer): SegmentHeader | undefined {
  const end = bytes.subarray(0, LONGEST).indexOf(NEWLINE) + 1;
  const text = unsealText(bytes.toString('latin1', 0, end));
  const [, epoch, createdAt] = FORMAT.exec(text ?? '') ?? [];
  return epoch === undefined ? undefined : { epoch, createdAt: Number(createdAt) };
}

/** The name of the segment whose first record is `first`. */
export function segmentName(first: number): string {
  return `${String(first).padStart(16, '0')}${SUFFIX}`;
}

/** @returns the number of its first record; undefined: not the name of a segment */
export function firstOf(name: string): number | undefined {
  const first = NAME.test(name) ? Number(name.slice(0, -SUFFIX.length)) : 0;
  return Number.isSafeInteger(first) && first > 0 ? first : undefined;
}
