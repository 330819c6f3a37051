import { constants } from 'node:os';
import { FeedClient } from '@hashtide/engine/feed';
import { render, useInput, useWindowSize } from 'ink';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import type { BoardOptions } from './board-options.ts';
import { BoardSession } from './board-session.ts';
import { App } from './components/App.tsx';
import type { Look } from './components/look.ts';
import { readKeys } from './read-keys.ts';
import { asciiGlyphs, unicodeGlyphs } from './text/glyphs.ts';

/** A row that a terminal draws wider than we count must not push the next one down. */
const AUTOWRAP_OFF = '\u001b[?7l';
const AUTOWRAP_ON = '\u001b[?7h';
const HOME_AND_ERASE = '\u001b[H\u001b[2J';
const MAX_FPS = 15;
const ENDING_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/** The board on the terminal, until the viewer quits, its terminal goes away, or a signal comes. See BoardModule. */
export async function runBoard(options: BoardOptions): Promise<number> {
  const { stdin, stdout, stderr, clock } = options;
  let exitCode = 0;
  const session = new BoardSession({
    url: options.url,
    clock,
    columns: stdout.columns,
    rows: stdout.rows,
    view: options.view,
    connect: (events, view) =>
      new FeedClient({
        url: options.url,
        clock,
        view,
        ...events,
        ...(options.token === undefined ? {} : { token: options.token }),
      }),
    keepCorrection: options.keepCorrection,
    write: (sequence) => stdout.write(sequence),
    onRepaint: () => {
      stdout.write(HOME_AND_ERASE);
      instance.clear();
    },
    onQuit: () => instance.unmount(),
  });
  const look: Look = { color: options.color, glyphs: options.ascii ? asciiGlyphs : unicodeGlyphs };
  const quit = (): void => instance.unmount();
  const ignoreError = (): void => quit();
  const onSignal = (signal: (typeof ENDING_SIGNALS)[number]): void => {
    exitCode = 128 + constants.signals[signal];
    quit();
  };
  const restoreAutowrap = (): void => {
    if (stdout.writable) stdout.write(AUTOWRAP_ON);
  };
  stdout.write(AUTOWRAP_OFF);
  process.once('exit', restoreAutowrap);
  // Not `once`: Ink's own exit hook ends the process at once where it finds itself the only listener.
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  stdin.once('end', quit).once('close', quit).on('error', ignoreError);
  stdout.on('error', ignoreError);
  const instance = render(<Live session={session} look={look} />, {
    stdin,
    stdout,
    stderr,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: options.incremental,
    maxFps: MAX_FPS,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  options.signal?.addEventListener('abort', quit, { once: true });
  if (options.signal?.aborted) quit();
  try {
    session.start();
    await instance.waitUntilExit();
  } finally {
    session.stop();
    restoreAutowrap();
    process.off('exit', restoreAutowrap);
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
    stdin.off('end', quit).off('close', quit);
    options.signal?.removeEventListener('abort', quit);
  }
  return exitCode;
}

/** Draws the session's state; gives it the keys and the size. */
function Live({ session, look }: { session: BoardSession; look: Look }): ReactNode {
  const { state, now } = useSyncExternalStore(session.subscribe, session.snapshot);
  const { columns, rows } = useWindowSize();
  useEffect(() => session.resize(columns, rows), [session, columns, rows]);
  useInput((input, key) => {
    for (const name of readKeys(input, key)) session.press(name);
  });
  return <App state={state} now={now} look={look} />;
}
