import { createHash } from 'node:crypto';

const KEPT_LINES = 50;
const LINES_PER_UPDATE = 256;

/** Everything that happened in a simulation, as a hash and its last lines. */
export class EventLog {
  readonly #hash = createHash('sha256');
  readonly #print: ((line: string) => void) | undefined;
  readonly #last: string[] = [];
  readonly #counts = new Map<string, number>();
  #waiting: string[] = [];
  #now: () => number = () => 0;
  #startTime = 0;

  /** @param print gets each line */
  constructor(print?: (line: string) => void) {
    this.#print = print;
  }

  /** Lines begin with the time since now. */
  begin(now: () => number): void {
    this.#now = now;
    this.#startTime = now();
  }

  add(kind: string, text = ''): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    const seconds = ((this.#now() - this.#startTime) / 1000).toFixed(3);
    const line = text === '' ? `${seconds} ${kind}` : `${seconds} ${kind} ${text}`;
    this.#waiting.push(line);
    if (this.#waiting.length >= LINES_PER_UPDATE) this.#update();
    this.#print?.(line);
  }

  /** How often each kind of thing happened. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** The last 50 lines. */
  get last(): readonly string[] {
    this.#update();
    return this.#last;
  }

  /** Of all lines. */
  digest(): string {
    this.#update();
    return this.#hash.copy().digest('hex').slice(0, 16);
  }

  #update(): void {
    if (this.#waiting.length > 0) this.#hash.update(`${this.#waiting.join('\n')}\n`);
    this.#last.push(...this.#waiting.slice(-KEPT_LINES));
    this.#last.splice(0, this.#last.length - KEPT_LINES);
    this.#waiting = [];
  }
}
