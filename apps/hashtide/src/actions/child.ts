import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SystemClock } from '@hashtide/engine';
import { StreamingError } from '@hashtide/engine/errors';

const BIN = fileURLToPath(new URL('../../bin/hashtide.js', import.meta.url));
const KEPT_LINES = 40;
const PATIENCE_MS = 5000;

/** What a part tells the process that started it. */
export type PartMessage =
  | { readonly type: 'listening'; readonly port: number }
  /** A reader knows how it stands with its source: connected, or waiting to try again. */
  | { readonly type: 'settled' }
  | { readonly type: 'question'; readonly text: string }
  | { readonly type: 'failed'; readonly code: string; readonly message: string; readonly fix?: string };

/** How a part ended: exit code, and what it said on stderr last. */
interface PartEnd {
  readonly code: number;
  readonly said: string;
}

/** One part of hashtide (reader or engine) running as a process of its own. */
export interface Part {
  /** Where it listens. Rejects with what it said on stderr when it ends before that. */
  readonly listening: Promise<number>;
  /** A reader: its source has been reached, or not; also when it has ended. Never rejects. */
  readonly settled: Promise<void>;
  readonly ended: Promise<PartEnd>;
  /** Resolves when it has ended: the error that it ended with, whatever its exit code. */
  failure(): Promise<PartFailed>;
  /** Asks it to end (SIGTERM), and after 5 s makes it. */
  stop(): Promise<void>;
}

export interface PartOptions {
  readonly onLine?: (line: string) => void;
  readonly onQuestion?: (text: string) => Promise<boolean>;
  readonly input?: 'inherit' | 'ignore';
}

/** Starts `hashtide <args>` as a child. It ends by itself when this process is gone, however that happened. */
export function startPart(args: readonly string[], options: PartOptions = {}): Part {
  const child = fork(BIN, args, {
    stdio: [options.input ?? 'ignore', 'pipe', 'pipe', 'ipc'],
    // The terminal's Ctrl-C goes to the whole foreground group: a part of its own group is stopped by us, in order.
    detached: process.platform !== 'win32',
  });
  const said: string[] = [];
  keepLines(child, said, options.onLine);
  const ended: Promise<PartEnd> = once(child, 'close').then(([code, signal]) => ({
    code: typeof code === 'number' ? code : signal === 'SIGTERM' ? 143 : 1,
    said: said.join('\n'),
  }));
  let failed: Extract<PartMessage, { type: 'failed' }> | undefined;
  const failureOf = ({ code, said: last }: PartEnd): PartFailed =>
    new PartFailed(args[0] ?? '', code, failed ?? { message: last });
  const settled = Promise.withResolvers<void>();
  const listening = new Promise<number>((resolve, reject) => {
    child.on('message', (message: PartMessage) => {
      if (message.type === 'listening') resolve(message.port);
      else if (message.type === 'settled') settled.resolve();
      else if (message.type === 'failed') failed = message;
      else
        void options
          .onQuestion?.(message.text)
          .then((answer) => child.connected && child.send({ type: 'answer', answer }));
    });
    void ended.then((end) => {
      reject(failureOf(end));
      settled.resolve();
    });
  });
  listening.catch(() => {});
  return {
    listening,
    settled: settled.promise,
    ended,
    failure: async () => failureOf(await ended),
    stop: () => stop(child, ended),
  };
}

/** A part ended by itself: what it told, and its own exit code. */
class PartFailed extends StreamingError {
  readonly exitCode: number;

  constructor(
    part: string,
    exitCode: number,
    told: { readonly code?: string; readonly message: string; readonly fix?: string },
  ) {
    const { code = 'PART_FAILED', message, fix } = told;
    super(
      code,
      message || `hashtide ${part} ended with exit code ${exitCode}`,
      fix === undefined ? {} : { fix },
    );
    this.exitCode = exitCode;
  }
}

function keepLines(child: ChildProcess, said: string[], onLine: PartOptions['onLine']): void {
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(-4096);
    for (const line of lines) {
      onLine?.(line);
      said.push(line);
    }
    said.splice(0, said.length - KEPT_LINES);
  });
  child.stdout?.resume();
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const clock = new SystemClock();
  const cancel = clock.at(clock.now() + PATIENCE_MS, () => child.kill('SIGKILL'));
  await ended;
  cancel();
}
