/** Options of a {@link StreamingError}. */
export interface StreamingErrorOptions {
  /** What to do about it: one sentence or command, shown under the message. */
  readonly fix?: string;
  readonly cause?: unknown;
}

/**
 * The one error class of hashtide. `code` is stable and may be matched on; `message` gives the value and the
 * rule; `fix`, where there is one, says what to do.
 */
export class StreamingError extends Error {
  override readonly name = 'StreamingError';
  readonly code: string;
  readonly fix: string | undefined;

  constructor(code: string, message: string, options: StreamingErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fix = options.fix;
  }
}

/** What was thrown, as an Error: JavaScript lets a program throw anything. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
