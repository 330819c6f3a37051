import type { StreamingError } from '@hashtide/engine';

/** Why a request to X did not work out. `why` is a few words for people. */
export type Failure =
  /** No answer: refused, cut, silent. */
  | { readonly kind: 'network'; readonly why: string }
  /** An answer that may be another one later. */
  | { readonly kind: 'http'; readonly why: string }
  /** @property resetAt when X allows the next request, epoch ms; where X said so */
  | { readonly kind: 'rateLimit'; readonly why: string; readonly resetAt?: number }
  /** Another connection of this app is open, or X thinks so. */
  | { readonly kind: 'tooManyConnections'; readonly why: string }
  /** Trying again cannot help; a person has to do something. */
  | { readonly kind: 'final'; readonly error: StreamingError };

/** A failed request, on its way to whoever decides whether to try again. */
export class RequestFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind === 'final' ? failure.error.message : failure.why);
    this.failure = failure;
  }
}
