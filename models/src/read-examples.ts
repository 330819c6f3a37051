export type { Example } from './parse-example.ts';

import { type Example, parseExample } from './parse-example.ts';

/**
 * Reads labelled texts, in any of the forms that `parseExample` knows; blank lines are ignored.
 *
 * @param tsv a file's content, or its lines
 * @returns in the file's order
 * @throws {ModelError} `BAD_EXAMPLE`, with the line's number counted from 1, when a line has no text or another
 *   label than negative, neutral or positive
 */
export function readExamples(tsv: string | Iterable<string>): Example[] {
  const lines = typeof tsv === 'string' ? tsv.split('\n') : tsv;
  const examples: Example[] = [];
  let number = 0;
  for (const line of lines) {
    number++;
    const content = (number === 1 ? line.replace(/^\uFEFF/, '') : line).replace(/\r$/, '');
    const example = parseExample(content, number);
    if (example !== undefined) examples.push(example);
  }
  return examples;
}
