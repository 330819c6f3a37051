import { StreamingError } from '@hashtide/engine/errors';
import type { WatchOptions } from '../commands/watch.ts';
import { startLifecycle } from '../lifecycle.ts';
import { type Part, startPart } from './child.ts';
import { isPortFree } from './is-port-free.ts';
import { askTerminal } from './parent.ts';
import { say } from './say.ts';
import { showScreen } from './watch.ts';

export interface BoardRun {
  readonly screen: Omit<WatchOptions, 'url'>;
  /** Taken when it is free; otherwise any. */
  readonly feedPort: number;
  readonly reader: readonly string[];
  readonly engine: readonly string[];
  /** Wait until the reader has reached its source, or has not: what it says and asks comes before the board. */
  readonly waitsForSource?: boolean;
  /** Said when the board has gone. */
  readonly farewell: string;
}

/** Starts a reader and an engine as children, shows the screen here, and ends all three together. */
export async function runBoard(run: BoardRun): Promise<number> {
  const lifecycle = startLifecycle();
  const parts: Part[] = [];
  const stopParts = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part.stop();
  };
  // Also while they are starting: a part that never listens must not keep us.
  lifecycle.signal.addEventListener('abort', () => void stopParts());
  try {
    let isBoardOpen = false;
    const reader = startPart(run.reader, {
      // A board has the terminal for itself.
      onLine: (line) => {
        if (run.waitsForSource && !isBoardOpen) say(line);
      },
      onQuestion: async (text) => !isBoardOpen && process.stdin.isTTY && askTerminal(text),
    });
    parts.push(reader);
    let readerEnd: number | undefined;
    void reader.ended.then(({ code }) => {
      readerEnd = code;
    });
    const readerPort = await reader.listening;
    if (run.waitsForSource) {
      say('connecting …');
      await reader.settled;
    }
    if (readerEnd !== undefined && readerEnd !== 0) throw await reader.failure();
    const engineOn = (feedPort: number): Part => {
      const reading = ['--reader', `127.0.0.1:${readerPort}`];
      const engine = startPart([...run.engine, ...reading, '--feed-port', String(feedPort)]);
      parts.push(engine);
      return engine;
    };
    let engine = engineOn((await isPortFree(run.feedPort)) ? run.feedPort : 0);
    const feedPort = await engine.listening.catch((error: unknown) => {
      // It was free a moment ago: another board came first.
      if (!(error instanceof StreamingError && error.code === 'PORT_IN_USE')) throw error;
      engine = engineOn(0);
      return engine.listening;
    });
    const url = `ws://127.0.0.1:${feedPort}`;

    const board = new AbortController();
    lifecycle.signal.addEventListener('abort', () => board.abort());
    let failed: Part | undefined;
    for (const part of [reader, engine]) {
      void part.ended.then(({ code }) => {
        // A reader that has been heard to the end leaves with 0: the board stays, to be looked at.
        if (code === 0 || board.signal.aborted) return;
        failed ??= part;
        board.abort();
      });
    }
    isBoardOpen = true;
    const code = await showScreen(run.screen, url, {
      endWithRecording: true,
      signal: board.signal,
      onQuit: run.farewell,
    });
    board.abort();
    if (failed !== undefined) throw await failed.failure();
    return lifecycle.exitCode() || code;
  } catch (error) {
    if (lifecycle.signal.aborted) return lifecycle.exitCode();
    throw error;
  } finally {
    await stopParts();
    if (lifecycle.exitCode() !== 0) say('stopped');
  }
}
