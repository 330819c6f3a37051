import { existsSync, readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { StreamingError } from '@hashtide/engine/errors';
import { readExamples } from '@hashtide/models';
import type { CorrectionsOptions } from '../commands/corrections.ts';
import { correctionsPath } from './keep-correction.ts';
import { writeLines } from './write-lines.ts';

/** `hashtide corrections`: each corrected post once, as it was corrected last, `label<TAB>text<TAB>corrected` a line. */
export async function corrections(options: CorrectionsOptions, output: Writable): Promise<void> {
  const file = correctionsPath(options.dataDir);
  if (!existsSync(file)) {
    throw new StreamingError('FILE_NOT_FOUND', `No label was corrected yet: there is no ${file}`, {
      fix: 'On the board open a tag with Enter, choose a post, and press + = or -.',
    });
  }
  const content = readFileSync(file, 'utf8');
  readExamples(content); // what somebody wrote into it by hand is told here, not in training
  const last = new Map<string, string>();
  for (const line of content.split('\n')) {
    if (line.trim() === '') continue;
    const [label = '', text = '', source = 'corrected', id = text] = line.split('\t');
    last.delete(id);
    last.set(id, [label, text, source].join('\t'));
  }
  await writeLines(output, [...last.values()]);
}
