import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { readExampleFile } from './read-example-file.ts';
import { readExamples } from './read-examples.ts';

describe('readExamples', () => {
  test('takes content or lines; skips blanks, further columns, CR and a byte order mark', () => {
    const content = '\uFEFFpositive\tgood day\r\n\nneutral\tso so\torigin\tmore\n  \nnegative\t\n';
    const expected = [
      { label: 'positive', text: 'good day', line: 1 },
      { label: 'neutral', text: 'so so', line: 3 },
      { label: 'negative', text: '', line: 5 },
    ];
    expect(readExamples(content)).toEqual(expected);
    expect(readExamples(content.split('\n'))).toEqual(expected);
    expect(readExamples('')).toEqual([]);
  });

  test.each([
    ['another label', 'neutral\ta\n\nhappy\tb', 'line 3 has the label "happy"'],
    ['a label in capitals', 'Positive\ta', 'line 1 has the label "Positive"'],
    ['a name of Object.prototype', 'constructor\ta', 'line 1 has the label "constructor"'],
    ['no tab', 'neutral\ta\ngood', 'line 2 has no tab: "good"'],
    ['a long line, cut', `x${'y'.repeat(99)}`, `line 1 has no tab: "x${'y'.repeat(38)}…"`],
    ['control characters, escaped', '\u001b[2J\ta', 'line 1 has the label "\\u001b[2J"'],
  ])('refuses %s', (_name, content, message) => {
    expect(() => readExamples(content)).toThrow(
      expect.objectContaining({ code: 'BAD_EXAMPLE', message: expect.stringContaining(message) }),
    );
  });

  test.each([
    ['label and text', 'positive\tgood\ttwitter-2013train', 'positive', 'good'],
    ['text and label', 'a good day\tpositive', 'positive', 'a good day'],
    ['two labels: the first is the label', 'negative\tpositive', 'negative', 'positive'],
    ['SemEval with one id', '619950566786113536\tneutral\tPicturehouse', 'neutral', 'Picturehouse'],
    ['SemEval with two', '264183816548130816\t15140428\tpositive\tGas :)', 'positive', 'Gas :)'],
    ['SemEval, text messages', 'NA\tSM111437\tneutral\tok', 'neutral', 'ok'],
    ['SemEval with quotes and its older neutral', '1\t2\t"objective-OR-neutral"\tok', 'neutral', 'ok'],
    [
      'Sentiment140',
      '"0","1467810672","Mon Apr 06 22:19:49 PDT 2009","NO_QUERY","bob","so ""sad"", really"',
      'negative',
      'so "sad", really',
    ],
    ['Sentiment140, neutral', '"2","1","d","q","u","t"', 'neutral', 't'],
    ['Sentiment140, positive', '"4","1","d","q","u",""', 'positive', ''],
  ])('%s', (_name, line, label, text) => {
    expect(readExamples(`neutral\tfirst\n${line}`).at(-1)).toEqual({ label, text, line: 2 });
  });

  test('leaves out what SemEval could not fetch, and a first line that names the columns', () => {
    expect(readExamples('text\tlabel\n1\tneutral\tNot Available\nneutral\tNot Available')).toEqual([
      { label: 'neutral', text: 'Not Available', line: 3 },
    ]);
  });

  test.each([
    ['an id without a text', '123\tpositive', 'line 1 has an id and a label but no text'],
    ['an id and another label', '123\tjoy\tx', 'line 1 has the label "joy"'],
    ['another polarity', '"3","1","d","q","u","t"', 'line 1 has no tab'],
    ['a header that is not the first line', 'neutral\tx\nlabel\ttext', 'line 2 has the label "label"'],
    ['a label behind three columns', 'x\ty\tpositive', 'line 1 has the label "x"'],
  ])('refuses %s', (_name, content, message) => {
    expect(() => readExamples(content)).toThrow(
      expect.objectContaining({ code: 'BAD_EXAMPLE', message: expect.stringContaining(message) }),
    );
  });
});

describe('readExampleFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-examples-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (content: string | Uint8Array): string => {
    const path = join(folder, 'examples');
    writeFileSync(path, content);
    return path;
  };
  const texts = async (content: string | Uint8Array) =>
    (await readExampleFile(file(content))).map(({ text, line }) => [text, line]);

  test('plain or gzipped, with or without a last line feed, whatever the line ends are', async () => {
    const content = '\uFEFFneutral\tş 😂\r\n\nneutral\tb';
    const expected = [
      ['ş 😂', 1],
      ['b', 3],
    ];
    expect(await texts(content)).toEqual(expected);
    expect(await texts(`${content}\n`)).toEqual(expected);
    expect(await texts(gzipSync(content))).toEqual(expected);
    expect(await texts('')).toEqual([]);
  });

  test('lines across the borders of what is read at a time', async () => {
    const lines = Array.from({ length: 3_000 }, (_, i) => `neutral\t${'ş'.repeat(i % 97)}${i}`);
    expect(await texts(lines.join('\n'))).toEqual(
      lines.map((line, i) => [line.slice('neutral\t'.length), i + 1]),
    );
  });

  test('a line that is no UTF-8 is Windows-1252, as Sentiment140 is', async () => {
    expect(await texts(Buffer.from('neutral\tcaf\xe9 \x80\nneutral\tcafé', 'latin1'))).toEqual([
      ['café €', 1],
      ['café', 2],
    ]);
  });

  test.each([
    ['no file', () => join(folder, 'none'), 'FILE_UNREADABLE', 'ENOENT'],
    ['a folder', () => folder, 'FILE_UNREADABLE', 'EISDIR'],
    ['half a gzip', () => file(gzipSync('neutral\tx').subarray(0, 14)), 'FILE_UNREADABLE', 'unexpected end'],
    ['UTF-16', () => file(Buffer.from('\uFEFFneutral\tx', 'utf16le')), 'FILE_UNREADABLE', 'UTF-16'],
    [
      'a line beyond 1 MiB',
      () => file(`neutral\tx\nneutral\t${'y'.repeat(2 ** 20)}`),
      'BAD_EXAMPLE',
      'line 2 is longer',
    ],
    ['bytes without an end', () => file(gzipSync(Buffer.alloc(2 ** 26))), 'BAD_EXAMPLE', 'line 1 is longer'],
    ['another label', () => file('neutral\tx\nhappy\ty'), 'BAD_EXAMPLE', 'line 2 has the label "happy"'],
  ])('refuses %s', async (_name, path, code, message) => {
    await expect(readExampleFile(path())).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});
