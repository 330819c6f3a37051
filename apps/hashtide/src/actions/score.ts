import type { Readable, Writable } from 'node:stream';
import { loadModel } from '@hashtide/models';
import type { ScoreOptions } from '../commands/score.ts';
import { readLines } from './read-lines.ts';
import { writeLines } from './write-lines.ts';

/** `hashtide score`: what a model says of each line, one JSON object a line. */
export async function score(input: Readable, output: Writable, options: ScoreOptions): Promise<void> {
  const model = await loadModel(options.model);
  for await (const lines of readLines(input)) {
    const scored = lines.map((line) => {
      const { label, score, words } = model.score(line, options.lang);
      return JSON.stringify(options.words ? { label, score, words } : { label, score });
    });
    await writeLines(output, scored);
  }
}
