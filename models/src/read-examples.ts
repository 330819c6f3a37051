import { ModelError } from './model-error.ts';
import type { Label } from './sentiment-model.ts';

/** A text and what people said it feels. */
export interface Example {
  readonly label: Label;
  readonly text: string;
}

const labels: ReadonlySet<string> = new Set<Label>(['negative', 'neutral', 'positive']);

/**
 * Reads labelled texts: `label<TAB>text` a line; further columns and blank lines are ignored.
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
    if (content.trim() !== '') examples.push(readExample(content, number));
  }
  return examples;
}

function readExample(line: string, number: number): Example {
  const [label = '', text] = line.split('\t', 2);
  const fix = 'Each line is label<TAB>text, the label negative, neutral or positive.';
  if (text === undefined) {
    throw new ModelError('BAD_EXAMPLE', `line ${number} has no tab: ${quote(line)}`, { fix });
  }
  if (!isLabel(label)) {
    throw new ModelError(
      'BAD_EXAMPLE',
      `line ${number} has the label ${quote(label)}; it must be negative, neutral or positive`,
      { fix },
    );
  }
  return { label, text };
}

function isLabel(text: string): text is Label {
  return labels.has(text);
}

/** At most 40 characters, control characters as escapes: this goes to a terminal. */
function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
