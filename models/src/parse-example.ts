import { ModelError } from './model-error.ts';
import type { Label } from './sentiment-model.ts';

/** A text and what people said it feels. */
export interface Example {
  readonly label: Label;
  readonly text: string;
  /** Where it stands in its file, from 1. */
  readonly line?: number;
}

const labels: ReadonlySet<string> = new Set<Label>(['negative', 'neutral', 'positive']);
/** SemEval's older names of neutral. */
const olderNeutral: ReadonlySet<string> = new Set(['objective', 'objective-OR-neutral']);
/** SemEval's first columns: the number of a tweet, of its author, of a text message. */
const semEvalId = /^(?:[A-Z]{0,3}\d+|NA)$/;
/** Sentiment140: polarity, id, date, query, user, text. */
const sentiment140 = /^"([024])","\d+",(?:"[^"]*",){3}"(.*)"$/;
const polarities: Readonly<Record<string, Label>> = { 0: 'negative', 2: 'neutral', 4: 'positive' };
/** What SemEval's download tool writes for a tweet that is gone. */
const goneTweet = 'Not Available';
const fix =
  'Each line is label<TAB>text, the label negative, neutral or positive; SemEval’s id<TAB>label<TAB>text and Sentiment140’s CSV are understood too.';

/**
 * Reads one line of a labelled file: `label<TAB>text` with any further columns, `text<TAB>label`, SemEval's
 * `id<TAB>label<TAB>text` (one id or two), or a record of Sentiment140's CSV.
 *
 * @param number of the line, from 1, for errors
 * @returns undefined for a blank line, a first line that names the columns, and a SemEval tweet that is gone
 * @throws {ModelError} `BAD_EXAMPLE` when it is none of these
 */
export function parseExample(line: string, number: number): Example | undefined {
  if (line.trim() === '') return undefined;
  const record = sentiment140.exec(line);
  if (record !== null) {
    const [, polarity = '', text = ''] = record;
    return { label: polarities[polarity] as Label, text: text.replaceAll('""', '"'), line: number };
  }
  const columns = line.split('\t', 4);
  const [first = '', second] = columns;
  if (second === undefined) {
    throw new ModelError('BAD_EXAMPLE', `line ${number} has no tab: ${quote(line)}`, { fix });
  }
  if (isLabel(first)) return { label: first, text: second, line: number };
  if (semEvalId.test(first)) return parseSemEval(columns, number);
  if (columns.length === 2 && isLabel(second)) return { label: second, text: first, line: number };
  if (number === 1 && isHeader(columns)) return undefined;
  throw badLabel(first, number);
}

function parseSemEval(columns: readonly string[], number: number): Example | undefined {
  const [, second = '', third, fourth] = columns;
  const [name, text] = semEvalId.test(second) ? [third ?? '', fourth] : [second, third];
  const plain = name.replace(/^"(.*)"$/, '$1');
  const label = olderNeutral.has(plain) ? 'neutral' : plain;
  if (!isLabel(label)) throw badLabel(name, number);
  if (text === undefined) {
    throw new ModelError('BAD_EXAMPLE', `line ${number} has an id and a label but no text`, { fix });
  }
  return text === goneTweet ? undefined : { label, text, line: number };
}

function isLabel(text: string): text is Label {
  return labels.has(text);
}

function isHeader(columns: readonly string[]): boolean {
  const names = columns.map((column) => column.toLowerCase());
  return names.includes('text') && (names.includes('label') || names.includes('sentiment'));
}

function badLabel(label: string, number: number): ModelError {
  const message = `line ${number} has the label ${quote(label)}; it must be negative, neutral or positive`;
  return new ModelError('BAD_EXAMPLE', message, { fix });
}

/** At most 40 characters, control characters as escapes: this goes to a terminal. */
function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
