import { isObject } from '@hashtide/engine/sources';
import { isSystemLine, parseLine } from './json-line.ts';
import { notARecording } from './recording-errors.ts';
import type { Line } from './recording-lines.ts';
import { tweetTime } from './tweet-time.ts';

/**
 * Where the times of a recording come from.
 *
 * - `recorded`: our own; each line has the stamp it got when it came.
 * - `created`: X objects without a stamp, twarc2 lines and pages, `{"text","created_at"}`: the tweets' own times.
 * - `untimed`: objects that tell no time.   - `text`: a bare text a line.   Both: 10 ms a line.
 */
export type RecordingFormat = 'recorded' | 'created' | 'untimed' | 'text';

/** Lines looked at before a decision, unless an earlier one settles it. */
const MOST_LINES = 20;
const MOST_BYTES = 4 * 1024 * 1024;
/** As git does: a NUL among the first bytes means binary. */
const BINARY_PROBE_BYTES = 8000;

const OTHER_FILES: readonly (readonly [magic: string, what: string, cure: string])[] = [
  ['28b52ffd', 'is compressed with zstd', 'zstd -dc FILE | hashtide replay -'],
  ['fd377a585a00', 'is compressed with xz', 'xz -dc FILE | hashtide replay -'],
  ['425a68', 'is compressed with bzip2', 'bzip2 -dc FILE | hashtide replay -'],
  ['504b0304', 'is a zip archive', 'unzip -p FILE | hashtide replay -'],
  ['fffe', 'is UTF-16', 'iconv -f UTF-16 -t UTF-8 FILE | hashtide replay -'],
  ['feff', 'is UTF-16', 'iconv -f UTF-16 -t UTF-8 FILE | hashtide replay -'],
];

/**
 * Tells a recording's format from its first lines that are not blank: the first object that tells a time
 * decides; without one in 20 lines, what most of them look like. The decision depends on the lines alone.
 */
export class FormatProbe {
  readonly #file: string;
  #numLines = 0;
  #numBytes = 0;
  #numBraced = 0;
  #numObjects = 0;
  #first: string | undefined;
  #binary = false;

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * @param line one that is not blank
   * @returns the format, as soon as it is known
   * @throws {StreamingError} `NOT_A_RECORDING` for binary data, and for one JSON document over many lines
   */
  add(line: Line): RecordingFormat | undefined {
    const { buffer, start, end } = line;
    const head = buffer.subarray(start, Math.min(end, start + BINARY_PROBE_BYTES));
    if (this.#numBytes < BINARY_PROBE_BYTES && head.includes(0)) this.#binary = true;
    this.#first ??= head.toString('latin1');
    this.#numLines++;
    this.#numBytes += end - start;
    const parsed = line.validUtf8 && !line.overlong ? parseLine(line) : undefined;
    if (parsed !== undefined && isObject(parsed.value)) {
      this.#numObjects++;
      const { value } = parsed;
      if (isSystemLine(value) || isObject(value.__rec)) return 'recorded';
      if (Array.isArray(value.data) || !Number.isNaN(tweetTime(value))) return 'created';
    }
    if (head.toString('latin1').trimStart().startsWith('{')) this.#numBraced++;
    return this.#numLines >= MOST_LINES || this.#numBytes >= MOST_BYTES ? this.decide() : undefined;
  }

  /** What the lines so far look like: the input ended, or enough were seen. */
  decide(): RecordingFormat {
    const first = (this.#first ?? '').trim();
    if (this.#numObjects === 0 && /^(\{|\[|\[\{.*)$/s.test(first)) {
      throw notARecording(
        this.#file,
        'is one JSON document, not one object a line',
        `jq -c ${first.startsWith('[') ? "'.[]'" : '.'} ${this.#file} | hashtide replay -`,
      );
    }
    if (this.#numObjects > 0 && this.#numBraced * 2 >= this.#numLines) return 'untimed';
    if (this.#numBraced * 2 >= this.#numLines) return 'recorded';
    this.#refuseBinary(first);
    return 'text';
  }

  #refuseBinary(first: string): void {
    const hex = Buffer.from(first.slice(0, 8), 'latin1').toString('hex');
    const known = OTHER_FILES.find(([magic]) => hex.startsWith(magic));
    if (known === undefined && !this.#binary) return;
    const [, what = 'is binary data', cure = 'choose a .ndjson or .ndjson.gz file'] = known ?? [];
    throw notARecording(this.#file, what, cure.replace('FILE', this.#file));
  }
}
