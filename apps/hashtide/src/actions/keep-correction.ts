import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Correction } from '@hashtide/leaderboard';
import { dataDir, dataDirPath } from './paths.ts';

/** Where corrections are kept. */
export function correctionsPath(dataDirOption: string | undefined): string {
  return join(dataDirPath(dataDirOption), 'corrections.tsv');
}

/**
 * What a viewer says of posts goes into a file of the data directory, for its owner alone, a line each, as training
 * takes it: `label<TAB>text<TAB>corrected<TAB>id<TAB>the model's label`.
 *
 * @returns keeps one; says where, and throws where the file cannot be written
 */
export function keepCorrectionsIn(dataDirOption: string | undefined): (correction: Correction) => string {
  return ({ id, label, said, text }) => {
    dataDir(dataDirOption);
    const file = correctionsPath(dataDirOption);
    const columns = [label, text, 'corrected', id, said].map(oneColumn);
    appendFileSync(file, `${columns.join('\t')}\n`, { mode: 0o600 });
    return `in ${file}`;
  };
}

/** A post's line feeds and tabs would end a column. */
function oneColumn(text: string): string {
  return text.replace(/[\t\n\r\u2028\u2029]+/g, ' ').trim();
}
