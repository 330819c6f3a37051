import { connect, type Socket } from 'node:net';

/** What a spool must never do, and what it did. */
export interface AuditReport {
  /** Numbers that were sent with two different records, or that the reader no longer knew of after sending them. */
  readonly violations: readonly string[];
  /** The records sent, by number from 1 on. */
  readonly ids: readonly number[];
  /** Each record's stamp. */
  readonly ats: readonly number[];
}

/** An engine that believes nothing: it remembers every record that it was ever sent, and compares. */
export class SpoolAuditor {
  readonly #ids: number[] = [];
  readonly #ats: number[] = [];
  readonly #violations: string[] = [];
  #epoch = '';
  #socket: Socket | undefined;

  get report(): AuditReport {
    return { violations: this.#violations, ids: this.#ids, ats: this.#ats };
  }

  get numRecords(): number {
    return this.#ids.length;
  }

  /** @param fromStart reads all that the spool still holds again, and not only what is new */
  connect(port: number, fromStart: boolean): void {
    const socket = connect({ host: '127.0.0.1', port });
    this.#socket = socket;
    let rest = '';
    let expected = 0;
    socket.setEncoding('latin1');
    socket
      .on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (expected === 0) expected = this.#greeted(line, fromStart);
          else if (line.startsWith('{"s":')) this.#record(line, expected++);
        }
        if (this.#ids.length > 0 && !socket.destroyed) socket.write(`{"ack":${expected - 1}}\n`);
      })
      .on('error', () => {});
  }

  leave(): void {
    this.#socket?.destroy();
  }

  #greeted(line: string, fromStart: boolean): number {
    const { epoch, first, next }: { epoch: string; first: number; next: number } = JSON.parse(line).hashtide;
    if (this.#epoch !== '' && epoch !== this.#epoch)
      this.#violations.push(`epoch ${epoch} after ${this.#epoch}`);
    this.#epoch = epoch;
    const known = this.#ids.length + 1;
    if (next < known) this.#violations.push(`the reader’s next is ${next}, though ${known - 1} was sent`);
    if (first > known) this.#violations.push(`the reader’s first is ${first}; ${known} was never sent`);
    const resume = Math.min(fromStart ? first : known, next);
    this.#socket?.write(`{"resume":${resume},"engine":"auditor"}\n`);
    return resume;
  }

  #record(line: string, expected: number): void {
    const { s, r }: { s: number; r: { data?: { id: string }; __rec: { at: number } } } = JSON.parse(line);
    const id = Number(r.data?.id ?? 0);
    if (s !== expected) this.#violations.push(`${s} came where ${expected} was due`);
    const before = this.#ids[s - 1];
    if (before !== undefined && before !== id)
      this.#violations.push(`${s} was record ${before} and is ${id}`);
    this.#ids[s - 1] = id;
    this.#ats[s - 1] = r.__rec.at;
  }
}
