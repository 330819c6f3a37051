import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeRecording } from './fixture/make-recording.ts';

const packed = readFileSync(new URL('../apps/hashtide/recordings/demo.ndjson.gz', import.meta.url));
const lines = gunzipSync(packed).toString('utf8').trimEnd().split('\n');

test('the committed recording is what the script makes', () => {
  expect(makeRecording()).toEqual(lines);
});

test('another seed makes another recording', () => {
  expect(makeRecording(1)).not.toEqual(lines);
});

test('it is small, long and varied enough to be the first thing that people see', () => {
  const tweets = lines.flatMap((line) => {
    try {
      const record = JSON.parse(line);
      return typeof record.data?.text === 'string' ? [record] : [];
    } catch {
      return [];
    }
  });
  const ids = new Set(tweets.map((record) => record.data.id));
  const tags = new Set(tweets.flatMap((record) => record.data.text.match(/#[\p{L}\p{M}\p{N}_]+/gu) ?? []));
  const langs = new Set(tweets.map((record) => record.data.lang));
  const stamps = tweets.map((record) => record.__rec.at);

  expect(packed.length).toBeLessThanOrEqual(2_000_000);
  expect(ids.size).toBeGreaterThanOrEqual(20_000);
  expect(tweets.length).toBeGreaterThan(ids.size);
  expect(tags.size).toBeGreaterThanOrEqual(300);
  expect(langs.size).toBeGreaterThanOrEqual(15);
  expect(stamps).toEqual([...stamps].sort((a, b) => a - b));
  expect((stamps.at(-1) - stamps[0]) / 60_000).toBeGreaterThan(29.5);
  expect(lines.length - tweets.length).toBeGreaterThanOrEqual(5);
  expect(tweets.filter((record) => record.data.note_tweet).length).toBeGreaterThan(20);
});
