import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '@hashtide/engine';
import type { TweetSource } from '../../tweet-source.ts';
import type { ReplayOptions } from './replay-options.ts';
import { replaySource } from './replay-source.ts';

/** For tests: a folder of its own that is deleted with it. */
export class RecordingFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'hashtide-replay-'));

  /** @returns the file's path */
  write(content: string | Uint8Array, name = 'recording.ndjson'): string {
    const file = join(this.path, name);
    writeFileSync(file, content);
    return file;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

/** For tests: a line of a recording of ours, without its newline. */
export function recordedLine(at: number, id: string, text = 'a #tag'): string {
  return `{"data":{"id":"${id}","text":${JSON.stringify(text)}},"__rec":{"at":${at}}}`;
}

/** For tests: a source at full speed, and all that it logs. */
export async function openReplay(options: Partial<ReplayOptions> & { readonly file: string }) {
  const logged: string[] = [];
  const log = (message: string): void => {
    logged.push(message);
  };
  const source = await replaySource({ speed: 'max', clock: new SystemClock(), log, ...options });
  return { source, logged };
}

/** For tests: the records as text, of which each agrees with its `at`. */
export async function recordsOf(
  source: TweetSource,
  from = 1,
  atMost = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const lines: string[] = [];
  for await (const event of source.events(new AbortController().signal, from)) {
    if (event.kind !== 'records') continue;
    for (const { at, line } of event.records) {
      const text = Buffer.from(line).toString();
      if (stampOf(text) !== at) throw new Error(`the record of ${at} says otherwise: ${text}`);
      lines.push(text);
    }
    if (lines.length >= atMost) break;
  }
  return lines;
}

function stampOf(text: string): unknown {
  try {
    return JSON.parse(text).__rec.at;
  } catch {
    // A stamped line is forwarded without being parsed.
    return Number(/"__rec":{"at":(\d+)}}$/.exec(text)?.[1]);
  }
}
