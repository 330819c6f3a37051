import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Writes lines, waiting when the reader of `output` is slower than we are. */
export async function writeLines(output: Writable, lines: readonly string[]): Promise<void> {
  if (lines.length > 0 && !output.write(`${lines.join('\n')}\n`)) await once(output, 'drain');
}
