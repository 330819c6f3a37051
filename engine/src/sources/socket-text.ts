import { connect, type Socket } from 'node:net';
import { decodeLines } from '../receiver/decode-lines.ts';
import { Receiver } from '../receiver/receiver.ts';
import { LineBuffer } from './line-buffer.ts';

/** The longest line, in bytes; longer ones are counted and left out. */
const MAX_LINE_BYTES = 64 * 1024;

/**
 * Lines of text from a TCP server. UTF-8; what is broken becomes U+FFFD. A line ends with `\n` or `\r\n`; what
 * follows the last one when the server closes is no line.
 */
export class SocketTextReceiver extends Receiver<string> {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;

  constructor(host: string, port: number) {
    super();
    this.#host = host;
    this.#port = port;
  }

  override onStart(): void {
    const socket = connect({ host: this.#host, port: this.#port });
    const lines = new LineBuffer(MAX_LINE_BYTES);
    let numReported = 0;
    this.#socket = socket;
    this.onDrain(() => socket.resume());
    socket.on('data', (chunk: Buffer) => {
      const { bytes, numLines } = lines.add(chunk);
      if (lines.numTooLong > numReported) {
        numReported = lines.numTooLong;
        this.reportError(`${numReported} lines longer than ${MAX_LINE_BYTES} bytes were left out`);
      }
      if (numLines > 0 && !this.storeBytes(bytes, numLines)) socket.pause();
    });
    let isConnected = false;
    socket.once('connect', () => {
      isConnected = true;
    });
    socket.once('error', (error) => {
      const where = `${this.#host}:${this.#port}`;
      this.restart(
        isConnected ? `Error receiving data from ${where}` : `Error connecting to ${where}`,
        error,
      );
    });
    socket.once('end', () => this.restart('Socket data stream had no more data'));
  }

  override onStop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.removeAllListeners();
    // An error after this is nobody's; without a listener it would end the process.
    socket?.on('error', () => {});
    socket?.destroy();
  }

  override decode(bytes: Uint8Array, push: (line: string) => void): void {
    decodeLines(bytes, (line) => push(line.endsWith('\r') ? line.slice(0, -1) : line));
  }
}
