import { crc32 } from 'node:zlib';
import { StreamingError } from '../errors.ts';

const HEADER = /^hashtide-checkpoint (\d{1,9}) (\d{1,15}) ([0-9a-f]{8})\n/;
const LONGEST_HEADER = 64;

/**
 * Bytes behind a line that tells damage: `hashtide-checkpoint <formatVersion> <length> <crc32>`.
 */
export function sealBytes(formatVersion: number, content: Uint8Array): Uint8Array {
  const checksum = crc32(content).toString(16).padStart(8, '0');
  return Buffer.concat([
    Buffer.from(`hashtide-checkpoint ${formatVersion} ${content.byteLength} ${checksum}\n`),
    content,
  ]);
}

/**
 * @returns what {@link sealBytes} was given
 * @throws {StreamingError} `CHECKPOINT_DAMAGED`, or `CHECKPOINT_FORMAT_UNKNOWN` for another version
 */
export function unsealBytes(formatVersion: number, sealed: Uint8Array): Uint8Array {
  const start = Buffer.from(sealed.buffer, sealed.byteOffset, Math.min(sealed.byteLength, LONGEST_HEADER));
  const [header, version, length, checksum] = HEADER.exec(start.toString('latin1')) ?? [];
  if (header === undefined) throw damaged('does not begin as a checkpoint must');
  if (Number(version) !== formatVersion) {
    throw new StreamingError(
      'CHECKPOINT_FORMAT_UNKNOWN',
      `the checkpoint has format ${version}; this version reads format ${formatVersion}`,
      { fix: 'Start with an empty checkpoint directory, or with the version that wrote it.' },
    );
  }
  const content = sealed.subarray(header.length);
  if (content.byteLength !== Number(length)) {
    throw damaged(`has ${content.byteLength} bytes of content; it must have ${length}`);
  }
  if (crc32(content) !== Number.parseInt(checksum ?? '', 16)) {
    throw damaged(`has another CRC32 than ${checksum}, which it was written with`);
  }
  return content;
}

export function damaged(what: string, cause?: unknown): StreamingError {
  return new StreamingError('CHECKPOINT_DAMAGED', `the checkpoint ${what}`, { cause });
}
