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

/** What was thrown, as an Error that can be read: JavaScript lets a program throw anything. Never throws. */
export function toError(thrown: unknown): Error {
  try {
    if (!(thrown instanceof Error)) return new Error(inWords(thrown));
    if ([thrown.name, thrown.message, thrown.stack ?? ''].every((text) => typeof text === 'string'))
      return thrown;
  } catch {
    // It defends itself: a getter or a proxy that throws.
  }
  return new Error('what was thrown cannot be shown');
}

/** Throws what is behind an error, where that is one of ours: it says more than where it was met. */
export function throwOwnError(error: unknown): never {
  throw error instanceof StreamingError && error.cause instanceof StreamingError ? error.cause : error;
}

function inWords(thrown: unknown): string {
  const isPlain = typeof thrown === 'object' && thrown !== null && !('toString' in Object(thrown));
  const text = isPlain ? '[object Object]' : String(thrown);
  return text === '[object Object]' ? (JSON.stringify(thrown) ?? text) : text;
}
