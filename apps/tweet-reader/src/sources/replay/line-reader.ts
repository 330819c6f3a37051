import { isBlankLine } from './json-line.ts';
import { isTorn } from './read-line.ts';
import { FormatProbe, type RecordingFormat } from './recording-format.ts';
import { type Line, RecordingLines } from './recording-lines.ts';

/** Gets each line that counts, with the recording's format. */
export type TakeLine = (line: Line, format: RecordingFormat) => void;

/**
 * From bytes to the lines that count: blank lines are passed over, a torn last line is dropped, and lines are
 * held back (20 at most) until the format is known.
 */
export class LineReader {
  readonly #probe: FormatProbe;
  readonly #lines: RecordingLines;
  readonly #take: TakeLine;
  #format: RecordingFormat | undefined;
  #held: Line[] = [];
  #inputWasCut = false;
  /** The number of the last line, when it was torn. */
  tornLine: number | undefined;

  constructor(file: string, take: TakeLine) {
    this.#probe = new FormatProbe(file);
    this.#take = take;
    this.#lines = new RecordingLines((line) => this.#onLine(line));
  }

  /** Undefined until enough lines are seen; for an input of nothing but blanks, for good. */
  get format(): RecordingFormat | undefined {
    return this.#format;
  }

  /** @throws {StreamingError} `NOT_A_RECORDING` */
  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  /**
   * @param inputWasCut whether the input broke off, so that its last line may not be whole
   * @throws {StreamingError} `NOT_A_RECORDING`
   */
  end(inputWasCut: boolean): void {
    this.#inputWasCut = inputWasCut;
    this.#lines.end();
    if (this.#held.length > 0) this.#release(this.#probe.decide());
  }

  #onLine(line: Line): void {
    if (this.#format === undefined) {
      if (isBlankLine(line)) return;
      this.#held.push(copyOf(line));
      const format = this.#probe.add(line);
      if (format !== undefined) this.#release(format);
      return;
    }
    this.#give(line, this.#format);
  }

  #release(format: RecordingFormat): void {
    this.#format = format;
    for (const line of this.#held) this.#give(line, format);
    this.#held = [];
  }

  #give(line: Line, format: RecordingFormat): void {
    if (isBlankLine(line)) return;
    if (!line.terminated && isTorn(line, format, this.#inputWasCut)) {
      this.tornLine = line.number;
      return;
    }
    this.#take(line, format);
  }
}

function copyOf(line: Line): Line {
  const buffer = Buffer.from(line.buffer.subarray(line.start, line.end));
  return { ...line, buffer, start: 0, end: buffer.length };
}
