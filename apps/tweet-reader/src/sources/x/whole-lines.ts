import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';

/** Escapes make a post's JSON longer than the record it becomes, but not by more than this. */
const MOST_LINE_CHARACTERS = 256 * 1024;

/**
 * Stands between X's response and the library's parser and hands on whole lines only, in UTF-8, each ended by
 * CR LF. The parser alone would break a character that came in two packets, take a line's end that came in a
 * packet of its own for a keep-alive (and so glue two posts together and lose both), read a long line again
 * from its start with each packet, and wait for ever for the end of a line that ends in LF.
 *
 * To the library it is the response: it listens to `data`, `error` and `close`, and calls `destroy`.
 */
export class WholeLines extends EventEmitter {
  readonly #response: IncomingMessage;
  readonly #onTooLong: () => void;
  #open = '';
  #isSkipping = false;

  /**
   * @param onPacket called for everything that comes, keep-alives too
   * @param onTooLong called for a line that is too long to be a post; it is left out
   */
  constructor(response: IncomingMessage, onPacket: () => void, onTooLong: () => void) {
    super();
    this.#response = response;
    this.#onTooLong = onTooLong;
    response.setEncoding('utf8');
    response.on('data', (packet: string) => {
      onPacket();
      this.#take(packet);
    });
    response.on('error', (error) => {
      if (this.listenerCount('error') > 0) this.emit('error', error);
    });
    response.on('close', () => this.emit('close'));
  }

  destroy(): void {
    this.#response.destroy();
  }

  #take(packet: string): void {
    let from = 0;
    if (this.#isSkipping) {
      from = packet.indexOf('\n') + 1;
      if (from === 0) return;
      this.#isSkipping = false;
    }
    const until = packet.lastIndexOf('\n') + 1;
    if (until > from) {
      const lines = this.#open + packet.slice(from, until);
      this.#open = '';
      from = until;
      this.emit('data', lines.replaceAll(/\r?\n/g, '\r\n'));
    }
    this.#open += packet.slice(from);
    if (this.#open.length <= MOST_LINE_CHARACTERS) return;
    this.#open = '';
    this.#isSkipping = true;
    this.#onTooLong();
  }
}
