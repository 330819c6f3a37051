import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ModelError } from '../../models/src/model-error.ts';
import type { Label } from '../../models/src/sentiment-model.ts';

/** A text that somebody, or an emoticon, has labelled. */
export interface LabelledText {
  readonly label: Label;
  readonly text: string;
  /** What it comes from, such as `twitter-2016test`; '' when the file does not say. */
  readonly source: string;
}

/** What files call the labels. */
const labelNames: ReadonlyMap<string, Label> = new Map([
  ['negative', 'negative'],
  ['neutral', 'neutral'],
  ['positive', 'positive'],
  ['objective', 'neutral'],
  ['objective-OR-neutral', 'neutral'],
]);

/** Sentiment140's: 0 negative, 2 neutral, 4 positive. */
const polarities: ReadonlyMap<string, Label> = new Map([
  ['0', 'negative'],
  ['2', 'neutral'],
  ['4', 'positive'],
]);

/** What SemEval's download tool wrote for tweets that were gone. */
const gone = 'Not Available';

/** A file's lines; `.gz` is unpacked, a byte order mark and carriage returns are left out. */
export function readLines(path: string): string[] {
  return readBytes(path)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
}

/** A file's bytes, unpacked when it ends in `.gz`. */
export function readBytes(path: string): Buffer {
  const bytes = readFileSync(path);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/**
 * Reads labelled texts: `label<TAB>text[<TAB>source]`, SemEval's `id<TAB>label<TAB>text` or `id<TAB>id<TAB>label<TAB>text`, or
 * Sentiment140's CSV, each line for itself; blank lines and tweets that are gone are left out.
 *
 * @throws {ModelError} `BAD_EXAMPLE`, with the line's number counted from 1, for a line that is none of them;
 *   `NO_EXAMPLES` when nothing is left
 */
export function readCorpus(path: string): LabelledText[] {
  const texts: LabelledText[] = [];
  readLines(path).forEach((line, index) => {
    if (line.trim() === '') return;
    const found = readTabs(line) ?? readCsv(line);
    if (found === undefined) {
      throw new ModelError(
        'BAD_EXAMPLE',
        `${path} line ${index + 1} has no label: ${JSON.stringify(line.slice(0, 40))}`,
        { fix: 'Each line is label<TAB>text, the label negative, neutral or positive.' },
      );
    }
    if (found.text !== gone) texts.push(found);
  });
  if (texts.length === 0) throw new ModelError('NO_EXAMPLES', `${path} has no labelled text`);
  return texts;
}

function readTabs(line: string): LabelledText | undefined {
  const fields = line.split('\t');
  for (let i = 0; i < 3; i++) {
    const label = labelNames.get(fields[i] ?? '');
    const text = fields[i + 1];
    if (label === undefined || text === undefined) continue;
    return { label, text, source: i === 0 ? (fields[2] ?? '') : '' };
  }
  return undefined;
}

/** `"polarity","id","date","query","user","text"`: a quote in a field is doubled. */
function readCsv(line: string): LabelledText | undefined {
  const fields = [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, field = '']) =>
    field.replaceAll('""', '"'),
  );
  const label = polarities.get(fields[0] ?? '');
  const text = fields[5];
  return label === undefined || text === undefined ? undefined : { label, text, source: '' };
}
