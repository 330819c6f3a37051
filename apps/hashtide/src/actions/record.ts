import { SystemClock } from '@hashtide/engine';
import { record } from '@hashtide/tweet-reader';
import type { RecordOptions } from '../commands/record.ts';
import { startLifecycle } from '../lifecycle.ts';
import { say } from './say.ts';

/** `hashtide record`: writes what a running reader sends, until its end or ours. */
export async function recordStream(options: RecordOptions): Promise<number> {
  const lifecycle = startLifecycle(say);
  const { records, paths } = await record({
    ...options.reader,
    output: options.output,
    clock: new SystemClock(),
    signal: lifecycle.signal,
    onStatus: ({ state, detail }) => detail !== '' && say(`${state}: ${detail}`),
    ...(options.rotateSize !== undefined && { rotateBytes: options.rotateSize }),
    ...(options.rotateTime !== undefined && { rotateMs: options.rotateTime }),
  });
  say(`${records} records in ${paths.join(', ') || 'no file'}`);
  return lifecycle.exitCode();
}
