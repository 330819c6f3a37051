import type {
  FrameMessage,
  HelloMessage,
  SourceStatus,
  StorageStatus,
  TagMessage,
  View,
} from './messages.ts';

/** A frame without what the server adds. */
export type FrameFields = Omit<FrameMessage, 'v' | 'type' | 'sequence'>;

/** What a feed shows. The server asks when somebody wants to know, at most once a view and batch. */
export interface FeedContent {
  hello(): HelloMessage;
  /** The window as it is after the last commit. `view.window_s` is one of `hello().windows_s`. */
  frame(view: View): FrameFields;
  /** @param tag as somebody typed it, with or without `#` */
  tag(tag: string, windowS: number): TagMessage;
  source(): SourceStatus;
  /** undefined: all can be written. */
  storage(): StorageStatus | undefined;
  /** Why the engine is not ready to be relied on, one short reason each; empty when it is. */
  readiness(): readonly string[];
}
