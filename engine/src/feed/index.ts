export { type SanitiseOptions, sanitiseText } from '../pipeline/sanitise-text.ts';
export { type Clock, SystemClock } from '../time/clock.ts';
export { FeedClient, type FeedClientOptions, type FeedState } from './feed-client.ts';
export type {
  BatchStatus,
  ClientMessage,
  ErrorMessage,
  FeedMessage,
  FrameMessage,
  HelloMessage,
  Reposts,
  SourceStatus,
  StatusMessage,
  StorageStatus,
  TagMessage,
  TagPost,
  View,
  WindowRow,
  WindowTotals,
  WireCounts,
} from './messages.ts';
export { changedView, defaultView, MAX_FILTER_LENGTH, MAX_VIEW_ROWS } from './view.ts';
