import { SystemClock } from '@hashtide/engine';
import { watch } from '@hashtide/leaderboard';
import type { WatchOptions } from '../commands/watch.ts';
import { keepCorrectionsIn } from './keep-correction.ts';

/** `hashtide watch`: the screen alone. @returns its exit code */
export async function watchFeed(options: WatchOptions): Promise<number> {
  return showScreen(options, options.url, {
    onQuit: `The engine keeps running. Watch again: hashtide watch --url ${options.url}`,
  });
}

export interface ScreenExtras {
  /** Said on the main screen after the board has gone. */
  readonly onQuit?: string;
  /** Lines: end with exit code 0 when the recording has ended. */
  readonly endWithRecording?: boolean;
  readonly signal?: AbortSignal;
}

export async function showScreen(
  options: Omit<WatchOptions, 'url'>,
  url: string,
  extras: ScreenExtras,
): Promise<number> {
  return watch({
    url,
    mode: options.json ? 'json' : options.plain ? 'plain' : options.accessible ? 'accessible' : 'auto',
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    clock: new SystemClock(),
    top: options.top,
    keepCorrection: keepCorrectionsIn(options.dataDir),
    view: { window_s: options.window / 1000 },
    ...(options.ascii === true && { ascii: true }),
    color: options.color === undefined ? 'auto' : options.color ? 'always' : 'never',
    ...extras,
  });
}
