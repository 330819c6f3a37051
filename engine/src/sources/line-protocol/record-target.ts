import type { SourceClock } from './messages.ts';

/** Whom a line protocol client gives its records to. Calls come one after the other; none may throw. */
export interface RecordTarget {
  /** What follows belongs to this stream; called before its first record, at each connection. */
  begin(source: string, epoch: string, clock: SourceClock): void;
  /**
   * One record, JSON text in UTF-8: `bytes[start, end)`, good during the call only. Each sequence number comes
   * once and in order; `at` never decreases within an epoch.
   */
  record(sequence: number, at: number, bytes: Buffer, start: number, end: number): void;
  /** Nothing earlier than `at` will follow. */
  watermark(at: number): void;
  connection(connection: { readonly connected: boolean; readonly clock: SourceClock }): void;
  /** The recording is over. */
  end(): void;
}
