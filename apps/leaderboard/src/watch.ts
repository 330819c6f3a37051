import { type Clock, type Reposts, SystemClock } from '@hashtide/engine/feed';
import { boardFile } from './board-file.ts';
import type { BoardModule } from './board-options.ts';
import { type ChosenMode, chooseAscii, chooseColor, chooseMode, type Mode } from './choose-mode.ts';
import type { Correction } from './state/board-state.ts';
import { accessibleWriter } from './writers/accessible.ts';
import { jsonWriter } from './writers/json.ts';
import type { LineWriter } from './writers/line-writer.ts';
import { plainWriter } from './writers/plain.ts';
import { runLines } from './writers/run-lines.ts';

export interface WatchOptions {
  /** Where the engine's feed is: `ws://127.0.0.1:8888`. */
  readonly url: string;
  readonly token?: string;
  /** Default `auto`: the board on a terminal that can show it, else plain lines. */
  readonly mode?: Mode | 'auto';
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
  readonly stderr?: NodeJS.WritableStream;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** Default: only where the terminal or the locale cannot show more. */
  readonly ascii?: boolean;
  /** Default `auto`: FORCE_COLOR, then NO_COLOR, then yes. */
  readonly color?: 'auto' | 'always' | 'never';
  /** Rows a batch of the line writers. Default 10. */
  readonly top?: number;
  /** What to look at first. */
  readonly view?: { readonly window_s?: number; readonly reposts?: Reposts };
  /** Said on stderr when the viewer has left the board: where the engine still runs, and how to stop it. */
  readonly onQuit?: string;
  /** Line writers: end with 0 when the recording has ended. Default: go on. */
  readonly endWithRecording?: boolean;
  /** Line writers: how long to wait for an engine that is not there, in ms. Default 5000; the board waits for ever. */
  readonly connectTimeoutMs?: number;
  /** The board: keeps what the viewer says of a post, and says where: `in FILE`. Default: it cannot be kept. */
  readonly keepCorrection?: (correction: Correction) => string;
  /** Ends the viewer as `q` does. */
  readonly signal?: AbortSignal;
}

const DEFAULT_TOP = 10;
const keepNothing = (): string => {
  throw new Error('there is no place for it');
};
const DEFAULT_CONNECT_TIMEOUT_MS = 5000;
/** A screen reader needs time to speak. */
const ACCESSIBLE_PAUSE_MS = 10_000;

/**
 * Shows the feed on a terminal, or writes it as lines. Ink is loaded for the board alone.
 * @returns exit code: 0 the viewer quit or nobody reads any more · 2 the board was asked for without a terminal · 3 no
 *   engine (line writers) · 4 token refused · 128 + n for a signal
 * @throws {StreamingError} `BAD_URL`; and whatever broke the board, the terminal being as it was before
 */
export async function watch(options: WatchOptions): Promise<number> {
  const {
    stdin = process.stdin,
    stdout = process.stdout,
    stderr = process.stderr,
    env = process.env,
  } = options;
  const { mode = 'auto', clock = new SystemClock() } = options;
  const surroundings = { env, isStdinTty: stdin.isTTY === true, isStdoutTty: stdout.isTTY === true };
  const chosen = chooseMode(mode, surroundings);
  const streams = { stdin, stdout, stderr };
  if (chosen.mode !== 'board') return watchLines(options, chosen, streams, clock);
  if (!surroundings.isStdinTty || !surroundings.isStdoutTty) {
    stderr.write(
      'The board needs a terminal for its input and output.\n  Lines instead: --plain, --json or --accessible\n',
    );
    return 2;
  }
  return watchBoard(options, streams, env, clock);
}

interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WritableStream;
}

function watchLines(
  options: WatchOptions,
  chosen: ChosenMode,
  streams: Streams,
  clock: Clock,
): Promise<number> {
  const { url, token, signal, view = {}, top = DEFAULT_TOP } = options;
  const isAccessible = chosen.mode === 'accessible';
  const writers: Record<Exclude<Mode, 'board'>, () => LineWriter> = {
    plain: () => plainWriter,
    json: () => jsonWriter,
    accessible: () => accessibleWriter(chosen.because),
  };
  return runLines({
    url,
    writer: writers[chosen.mode as Exclude<Mode, 'board'>](),
    stdout: streams.stdout,
    stderr: streams.stderr,
    clock,
    view,
    top,
    pauseMs: isAccessible ? ACCESSIBLE_PAUSE_MS : 0,
    connectTimeoutMs: options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
    endWithRecording: options.endWithRecording ?? false,
    ...(isAccessible && streams.stdin.isTTY ? { questions: streams.stdin } : {}),
    ...(token === undefined ? {} : { token }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function watchBoard(
  options: WatchOptions,
  streams: Streams,
  env: NonNullable<WatchOptions['env']>,
  clock: Clock,
): Promise<number> {
  // Both are read when Ink and React are loaded, from the process's own environment.
  process.env.NODE_ENV ??= 'production';
  if (options.color === 'always') process.env.FORCE_COLOR = '1';
  const board = await loadBoard();
  if (board === null) {
    streams.stderr.write('The board is not built; here are plain lines. For the board: npm run build\n');
    return watchLines(options, { mode: 'plain', because: 'the board is not built' }, streams, clock);
  }
  const { url, token, signal, view = {}, onQuit, keepCorrection = keepNothing } = options;
  const exitCode = await board.runBoard({
    url,
    ...streams,
    clock,
    color: chooseColor(options.color, env),
    ascii: chooseAscii(options.ascii, env),
    keepCorrection,
    incremental: env.TERM_PROGRAM !== 'WarpTerminal',
    view: {
      ...(view.window_s === undefined ? {} : { windowS: view.window_s }),
      ...(view.reposts === undefined ? {} : { reposts: view.reposts }),
    },
    ...(token === undefined ? {} : { token }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (onQuit !== undefined) streams.stderr.write(`${onQuit}\n`);
  return exitCode;
}

async function loadBoard(): Promise<BoardModule | null> {
  try {
    return (await import(boardFile.href)) as BoardModule;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const url = error instanceof Error && 'url' in error ? error.url : undefined;
    if (code === 'ERR_MODULE_NOT_FOUND' && url === boardFile.href) return null;
    throw error;
  }
}
