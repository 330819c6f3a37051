import type { Readable, Writable } from 'node:stream';
import { loadBatchModel } from '@hashtide/models';
import type { ScoreOptions } from '../commands/score.ts';
import { readLines } from './read-lines.ts';
import { writeLines } from './write-lines.ts';

/** How many lines a model gets at a time. */
const batchSize = 256;

/**
 * `hashtide score`: what a model says of each line, one JSON object a line. `"unscored":true` is only where the model
 * has nothing for the language: the neutral is no opinion then.
 */
export async function score(input: Readable, output: Writable, options: ScoreOptions): Promise<void> {
  const model = await loadBatchModel(options.model);
  for await (const lines of readLines(input)) {
    for (let first = 0; first < lines.length; first += batchSize) {
      const said = await model.scoreAll(lines.slice(first, first + batchSize), options.lang);
      const scored = said.map((one) =>
        JSON.stringify({
          label: one.label,
          score: one.score,
          ...(one.unscored === true ? { unscored: true } : {}),
          ...(options.words ? { words: one.words } : {}), // not looked at otherwise: a model may find them only then
        }),
      );
      await writeLines(output, scored);
    }
  }
}
