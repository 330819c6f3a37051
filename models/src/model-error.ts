/** Options of a {@link ModelError}. */
export interface ModelErrorOptions {
  /** What to do about it: one sentence or command, shown under the message. */
  readonly fix?: string;
  readonly cause?: unknown;
}

/**
 * The one error class of the models, with the shape of the engine's `StreamingError`: `code` is stable and may
 * be matched on, `message` gives the value and the rule, `fix`, where there is one, says what to do.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: string;
  readonly fix: string | undefined;

  constructor(code: string, message: string, options: ModelErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fix = options.fix;
  }
}
