import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BYTES_OF_FORM, makeRecording, type RecordingOptions } from './make-recording.ts';

const folder = mkdtempSync(join(tmpdir(), 'hashtide-recording-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Written {
  readonly data: { readonly id: string; readonly text: string };
  readonly __rec: { readonly at: number };
}

function make(options: RecordingOptions): { numBytes: number; text: string; records: Written[] } {
  const file = join(folder, 'recording.ndjson');
  const numBytes = makeRecording(file, options);
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  return {
    numBytes,
    text,
    records: text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Written),
  };
}

test.each(['slim', 'rules', 'includes'] as const)(
  '%s: as long as it says, ids apart, the same again',
  (form) => {
    const options = { form, numRecords: 3000, recordsPerSecond: 100 };
    const { numBytes, text, records } = make(options);

    expect(Math.abs(numBytes / records.length / BYTES_OF_FORM[form] - 1)).toBeLessThan(0.08);
    expect(new Set(records.map(({ data }) => data.id)).size).toBe(3000);
    expect((records[2999]?.__rec.at ?? 0) - (records[0]?.__rec.at ?? 0)).toBe(29_990);
    expect(text.split('\n').filter((line) => line.includes('#')).length / 3000).toBeCloseTo(0.4, 1);
    expect(make(options).text).toBe(text);
  },
);

test('hashtags that no other record has', () => {
  const { records } = make({ form: 'slim', numRecords: 500, recordsPerSecond: 100, hasDistinctTags: true });

  expect(new Set(records.map(({ data }) => /#\w+/.exec(data.text)?.[0])).size).toBe(500);
});
