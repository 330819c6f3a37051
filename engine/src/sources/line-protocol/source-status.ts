import type { SourceClock } from './messages.ts';

/** What the engine knows of its reader; goes to screens as it is, as the feed's SourceStatus. */
export interface LineProtocolStatus {
  readonly state: 'connecting' | 'connected' | 'ended' | 'failed';
  /** `x`, `replay`, `raw`; '' before the first greeting. */
  readonly source: string;
  readonly clock: SourceClock;
  /** A few words of the reader's own, such as `10x` or `3 rules`; may be ''. */
  readonly about: string;
  /** Why it is not connected, or what the reader says of its source; may be ''. */
  readonly detail: string;
  /** Epoch ms of the next try; null: none is planned. */
  readonly retry_at: number | null;
}

/** Before the first word of any reader. */
export const NOT_CONNECTED: LineProtocolStatus = {
  state: 'connecting',
  source: '',
  clock: 'live',
  about: '',
  detail: '',
  retry_at: null,
};
