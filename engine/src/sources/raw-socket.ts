import type { Socket } from 'node:net';
import { StreamingError } from '../errors.ts';
import { decodeLines } from '../receiver/decode-lines.ts';
import { TcpReceiver } from './tcp-receiver.ts';

const LENGTH_BYTES = 4;
/** The largest block, so that a sender cannot ask for any amount of memory. */
const MAX_BLOCK_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Ready-made blocks from a TCP server: 4 bytes of length, the highest first, then so many bytes of UTF-8 JSON, a record
 * a line, each ended by `\n`. A block is kept as it came and parsed where it is used; it is not split or put together.
 *
 * The reference leaves the form of a block to the application's serialiser. JSON lines are what any sender can write,
 * and what no bytes can break more than one task with.
 */
export class RawSocketReceiver<T> extends TcpReceiver<T> {
  protected override async receive(socket: Socket): Promise<void> {
    for await (const block of blocksOf(socket)) {
      if (!this.isCurrent(socket)) return;
      await this.storeByteBlock(block, { numRecords: countLines(block) });
    }
  }

  override decode(bytes: Uint8Array, push: (record: T) => void): void {
    decodeLines(bytes, (line) => push(parse<T>(line)));
  }
}

/** Makes a block for {@link RawSocketReceiver}, its length in front. */
export function encodeRawBlock(records: readonly unknown[]): Uint8Array {
  const payload = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const block = Buffer.alloc(LENGTH_BYTES + payload.length);
  block.writeUInt32BE(payload.length);
  payload.copy(block, LENGTH_BYTES);
  return block;
}

async function* blocksOf(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let numBytes = 0;
  let needed = LENGTH_BYTES;
  for await (const piece of bytes) {
    pieces.push(piece);
    numBytes += piece.byteLength;
    if (numBytes < needed) continue;
    let rest = Buffer.concat(pieces, numBytes);
    for (needed = neededOf(rest); rest.length >= needed && needed > LENGTH_BYTES; needed = neededOf(rest)) {
      yield rest.subarray(LENGTH_BYTES, needed);
      rest = rest.subarray(needed);
    }
    pieces = [rest];
    numBytes = rest.length;
  }
  if (numBytes > 0) {
    throw new StreamingError(
      'BROKEN_RAW_BLOCK',
      `the server closed after ${numBytes} bytes of a block; a block must be whole`,
    );
  }
}

/** How many bytes there must be for the next block to be whole; only its length so far: not known yet. */
function neededOf(bytes: Buffer): number {
  if (bytes.length < LENGTH_BYTES) return LENGTH_BYTES;
  const length = bytes.readUInt32BE();
  if (length > 0 && length <= MAX_BLOCK_BYTES) return LENGTH_BYTES + length;
  throw new StreamingError(
    'BROKEN_RAW_BLOCK',
    `a block says that it has ${length} bytes; it must have 1 to ${MAX_BLOCK_BYTES}`,
  );
}

function countLines(bytes: Uint8Array): number {
  let count = bytes.at(-1) === NEWLINE ? 0 : 1;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function parse<T>(line: string): T {
  try {
    return JSON.parse(line) as T;
  } catch (cause) {
    throw new StreamingError(
      'BAD_RAW_RECORD',
      `a record of a raw block is ${JSON.stringify(line.slice(0, 80))}; it must be JSON on one line`,
      { cause },
    );
  }
}
