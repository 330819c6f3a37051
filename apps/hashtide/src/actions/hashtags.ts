import type { Readable, Writable } from 'node:stream';
import { extractHashtags } from '@hashtide/engine/pipeline';
import { readLines } from './read-lines.ts';
import { writeLines } from './write-lines.ts';

/** `hashtide hashtags`: each line's hashtags as written, without `#`, as one JSON array a line. */
export async function hashtags(input: Readable, output: Writable): Promise<void> {
  for await (const lines of readLines(input)) {
    await writeLines(
      output,
      lines.map((line) => JSON.stringify(extractHashtags(line))),
    );
  }
}
