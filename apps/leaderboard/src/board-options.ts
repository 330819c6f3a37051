import type { Clock, Reposts } from '@hashtide/engine/feed';
import type { Correction } from './state/board-state.ts';

/** What the board needs; all of it decided before Ink is loaded. */
export interface BoardOptions {
  readonly url: string;
  readonly token?: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WritableStream;
  readonly clock: Clock;
  readonly color: boolean;
  readonly ascii: boolean;
  /** Off where a terminal draws over wide characters wrongly. */
  readonly incremental: boolean;
  readonly view: { readonly windowS?: number; readonly reposts?: Reposts };
  /** Keeps what the viewer says of a post. @returns where, for the screen: `in FILE` */
  readonly keepCorrection: (correction: Correction) => string;
  /** Ends the board as `q` does. */
  readonly signal?: AbortSignal;
}

/** What `dist/board.js` exports. */
export interface BoardModule {
  /** Draws until the viewer quits. @returns exit code: 0, or 128 + the signal's number */
  runBoard(options: BoardOptions): Promise<number>;
}
