import type { Socket } from 'node:net';
import { engineFunction } from '../rdd/engine-function.ts';
import { decodeLines } from '../receiver/decode-lines.ts';
import { LineBuffer } from './line-buffer.ts';
import { TcpReceiver } from './tcp-receiver.ts';

/** The longest line, in bytes; longer ones are counted and left out. */
const MAX_LINE_BYTES = 64 * 1024;

/** Pushes each line without its line end, `\n` or `\r\n`. */
export const decodeTextLines = engineFunction(
  'decodeTextLines',
  (bytes: Uint8Array, push: (line: string) => void): void =>
    decodeLines(bytes, (line) => push(line.endsWith('\r') ? line.slice(0, -1) : line)),
);

/**
 * Lines of text from a TCP server. UTF-8; what is broken becomes U+FFFD. A line ends with `\n` or `\r\n`; what
 * follows the last one when the server closes is no line.
 */
export class SocketTextReceiver extends TcpReceiver<string> {
  protected override receive(socket: Socket): Promise<void> {
    const lines = new LineBuffer(MAX_LINE_BYTES);
    let numReported = 0;
    this.onDrain(() => socket.resume());
    socket.on('data', (chunk: Buffer) => {
      if (!this.isCurrent(socket)) return;
      const { bytes, numLines } = lines.add(chunk);
      if (lines.numTooLong > numReported) {
        numReported = lines.numTooLong;
        this.reportError(`${numReported} lines longer than ${MAX_LINE_BYTES} bytes were left out`);
      }
      if (numLines > 0 && !this.storeBytes(bytes, numLines)) socket.pause();
    });
    return new Promise((resolve, reject) => {
      socket.once('end', resolve);
      socket.once('error', reject);
    });
  }

  override decode(bytes: Uint8Array, push: (line: string) => void): void {
    decodeTextLines(bytes, push);
  }
}
