import type {
  FeedState,
  FrameMessage,
  HelloMessage,
  Reposts,
  SourceStatus,
  StorageStatus,
  TagMessage,
  TagPost,
} from '@hashtide/engine/feed';
import type { Screen } from '../keys.ts';
import { type Filter, noFilter } from '../view/filter.ts';
import type { Sort } from '../view/sort.ts';
import { type Layout, layoutOf } from './layout.ts';

export type Label = TagPost['label'];

/** What a viewer says of a post, against the model. */
export interface Correction {
  readonly id: string;
  /** Whole, as on the screen. */
  readonly text: string;
  readonly label: Label;
  /** The model's label. */
  readonly said: Label;
}

/** Everything the board draws from. Only the functions in this folder make a new one. */
export interface BoardState {
  readonly screen: Screen;
  /** null: the help is closed; else its first line on the screen. */
  readonly helpTop: number | null;
  readonly layout: Layout;
  readonly url: string;

  readonly connection: FeedState;
  readonly connectionSince: number;
  readonly hello: HelloMessage | null;
  readonly source: SourceStatus | null;
  /** null: the engine can write. */
  readonly storage: StorageStatus | null;

  /** What is drawn. */
  readonly frame: FrameMessage | null;
  readonly ranks: ReadonlyMap<string, number>;
  /** The frame before it in the same view; null: none yet. */
  readonly previous: { readonly frame: FrameMessage; readonly ranks: ReadonlyMap<string, number> } | null;
  /** When the last batch came here (epoch ms), drawn or not. */
  readonly lastBatchAt: number | null;
  readonly lastBatchTime: number | null;
  readonly paused: {
    readonly since: number;
    readonly missed: number;
    /** What came last meanwhile. */
    readonly held: FrameMessage | null;
  } | null;

  readonly sort: Sort;
  /** What the feed was last asked for. */
  readonly asked: { readonly window_s: number; readonly reposts: Reposts; readonly filter: string };
  readonly filter: Filter;
  readonly filterText: string;
  readonly filterProblem: string;
  readonly isTyping: boolean;

  /** All tags of the frame in the order drawn, the filter not applied. Stands still until `orderHeldUntil`. */
  readonly order: readonly string[];
  readonly orderHeldUntil: number;
  /** null: nobody chose; the first row counts as chosen. */
  readonly chosen: string | null;
  /** Where the chosen row was, among the rows that pass the filter. */
  readonly chosenIndex: number;
  /** The first row on the screen. */
  readonly top: number;
  readonly followed: { readonly tag: string; readonly screenRow: number } | null;

  /** The last answer about a tag; drawn in the pane and on the tag's screen. */
  readonly tag: TagMessage | null;
  /** The post chosen on the tag's screen; null: the newest. */
  readonly chosenPost: string | null;
  /** First line of the posts on the screen. */
  readonly postsTop: number;

  /** Of posts, by id: what the viewer said they feel. */
  readonly corrections: ReadonlyMap<string, Label>;

  readonly notice: { readonly text: string; readonly until: number } | null;
}

/** What a change of state asks of the outside, in order. */
export type Effect =
  | {
      readonly type: 'watch';
      readonly view: { readonly window_s: number; readonly reposts: Reposts; readonly filter: string };
    }
  | { readonly type: 'ask-tag'; readonly tag: string; readonly windowS: number }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'correct'; readonly correction: Correction }
  | { readonly type: 'repaint' }
  | { readonly type: 'quit' };

/** A new state and what it asks for. */
export interface Step {
  readonly state: BoardState;
  readonly effects: readonly Effect[];
}

/** Rows asked of the feed: enough for sorting by any column, small enough for ten frames a second. */
export const FRAME_ROWS = 500;
/** For so long after a key the rows keep their order. */
export const ORDER_HELD_MS = 3000;
export const NOTICE_MS = 4000;

export function initialState(options: {
  readonly url: string;
  readonly now: number;
  readonly columns?: number;
  readonly rows?: number;
  readonly windowS?: number;
  readonly reposts?: Reposts;
}): BoardState {
  return {
    screen: 'board',
    helpTop: null,
    layout: layoutOf(options.columns, options.rows),
    url: options.url,
    connection: { state: 'connecting', attempt: 0 },
    connectionSince: options.now,
    hello: null,
    source: null,
    storage: null,
    frame: null,
    ranks: new Map(),
    previous: null,
    lastBatchAt: null,
    lastBatchTime: null,
    paused: null,
    sort: { column: 'posts', reversed: false },
    asked: { window_s: options.windowS ?? 300, reposts: options.reposts ?? 'in', filter: '' },
    filter: noFilter,
    filterText: '',
    filterProblem: '',
    isTyping: false,
    order: [],
    orderHeldUntil: 0,
    chosen: null,
    chosenIndex: 0,
    top: 0,
    followed: null,
    tag: null,
    chosenPost: null,
    postsTop: 0,
    corrections: new Map(),
    notice: null,
  };
}
