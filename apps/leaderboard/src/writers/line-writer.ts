import type { FrameMessage, HelloMessage, SourceStatus, TagMessage } from '@hashtide/engine/feed';
import { rowsOf } from '../state/rows.ts';
import { orderTags, ranksOf } from '../view/sort.ts';
import { type BoardRow, boardRow, rowContext } from '../view/view-model.ts';

/** A frame as the line writers see it: its top rows, with their ranks in the frame before. */
export interface FrameView {
  readonly frame: FrameMessage;
  readonly rows: readonly BoardRow[];
}

/** A face that writes lines. Each method returns what is to be written, without the last line break. */
export interface LineWriter {
  /** Written to stderr before anything else. */
  readonly header: string;
  /** One committed batch. */
  frame(view: FrameView): string[];
  /** The source's state has changed. Left out: its troubles are told on stderr. */
  source?(source: SourceStatus): string[];
  /** Answers a question typed by the reader. Default: nothing. */
  tag?(tag: TagMessage, hello: HelloMessage | null): string[];
}

const BY_POSTS = { column: 'posts', reversed: false } as const;

/** The `top` best rows of `frame`, compared with the frame before it. */
export function frameView(frame: FrameMessage, previous: FrameMessage | null, top: number): FrameView {
  const context = rowContext(
    frame,
    ranksOf(frame, BY_POSTS),
    previous && { frame: previous, ranks: ranksOf(previous, BY_POSTS) },
  );
  const rows = rowsOf(frame);
  const tags = orderTags(frame.rows, BY_POSTS, frame.view.reposts).slice(0, top);
  const best = tags.flatMap((tag) => rows.get(tag) ?? []).map((row) => boardRow(row, context));
  return { frame, rows: best };
}
