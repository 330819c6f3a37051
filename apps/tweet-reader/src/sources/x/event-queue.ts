import type { SourceCondition, SourceEvent, SourceRecord } from '../../tweet-source.ts';

/** What a record costs besides its bytes, about. */
const RECORD_OVERHEAD_BYTES = 128;

interface Segment {
  readonly records: SourceRecord[];
  watermark: number | undefined;
  condition: SourceCondition | undefined;
}

/**
 * First in, first out between a stream that must never wait and whoever iterates, who may. Bounded: when the
 * records waiting are worth `maxBytes`, the newest is dropped. Of watermarks and conditions that wait behind
 * the same record only the last is kept. One iterator at a time.
 */
export class EventQueue implements AsyncIterable<SourceEvent> {
  readonly #maxBytes: number;
  readonly #segments: Segment[] = [];
  #bytes = 0;
  #ended = false;
  #error: unknown;
  #wake: () => void = () => {};

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @returns false: there was no room and the record is gone */
  pushRecord(record: SourceRecord): boolean {
    const cost = costOf(record);
    if (this.#bytes + cost > this.#maxBytes) return false;
    this.#bytes += cost;
    this.#segmentForRecords().records.push(record);
    this.#wake();
    return true;
  }

  pushWatermark(at: number): void {
    this.#lastSegment().watermark = at;
    this.#wake();
  }

  pushCondition(condition: SourceCondition): void {
    this.#lastSegment().condition = condition;
    this.#wake();
  }

  /** What waits is still given out; then the iteration ends, or throws `error`. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceEvent, void> {
    for (;;) {
      const segment = this.#segments.shift();
      if (segment !== undefined) yield* this.#eventsOf(segment);
      else if (this.#ended) break;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#error !== undefined) throw this.#error;
  }

  *#eventsOf({ records, watermark, condition }: Segment): Generator<SourceEvent> {
    for (const record of records) this.#bytes -= costOf(record);
    if (records.length > 0) yield { kind: 'records', records };
    if (condition !== undefined) yield { kind: 'condition', condition };
    if (watermark !== undefined) yield { kind: 'watermark', at: watermark };
  }

  /** What is said of time or condition stands after the records before it. */
  #segmentForRecords(): Segment {
    const last = this.#segments.at(-1);
    if (last !== undefined && last.watermark === undefined && last.condition === undefined) return last;
    return this.#addSegment();
  }

  #lastSegment(): Segment {
    return this.#segments.at(-1) ?? this.#addSegment();
  }

  #addSegment(): Segment {
    const segment: Segment = { records: [], watermark: undefined, condition: undefined };
    this.#segments.push(segment);
    return segment;
  }
}

function costOf(record: SourceRecord): number {
  return record.line.byteLength + RECORD_OVERHEAD_BYTES;
}
