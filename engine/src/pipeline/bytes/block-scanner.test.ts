import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { loadModel, type SentimentModel } from '@hashtide/models';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { records } from '../testing/json-as-written.ts';
import { readSlowly, recordsOfBlock } from '../testing/records-of-block.ts';
import { BlockScanner } from './block-scanner.ts';
import { TweetScanner } from './tweet-scanner.ts';

const REAL_TWEETS = '../shared/data/real-tweets.ndjson.gz';
const hasRealTweets = existsSync(REAL_TWEETS);

const afinn = await loadModel('afinn');
/** Has a word to say about each text and language, so that no difference is lost. */
const picky: SentimentModel = {
  name: 'picky',
  score(text, lang) {
    const sum = [...`${text}|${lang}`].reduce(
      (all, letter) => (31 * all + (letter.codePointAt(0) ?? 0)) % 1009,
      7,
    );
    const label = (['negative', 'neutral', 'positive'] as const)[sum % 3] ?? 'neutral';
    return { label, score: 0, words: [], ...(sum % 7 === 0 && { unscored: true }) };
  },
};

function scanned(scanner: BlockScanner, lines: readonly Uint8Array[]) {
  return recordsOfBlock(scanner.read(Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]))));
}

test.each([
  ['afinn', afinn],
  ['a model without bytes', picky],
])('says of any record what parseTweet and scoreTweet say: %s', (_name, model) => {
  const slowly = readSlowly(model);
  const scanner = new BlockScanner({ model, keepsRecords: false });
  fc.assert(
    fc.property(fc.array(records, { minLength: 1, maxLength: 5 }), (texts) => {
      const lines = texts.map((text) => Buffer.from(text.replaceAll('\n', ' ')));
      expect(scanned(scanner, lines)).toEqual(lines.map((line) => slowly(line.toString())));
    }),
    { numRuns: 1500 },
  );
});

test('the same of records with bytes changed, left out or added', () => {
  const slowly = readSlowly(picky);
  const scanner = new BlockScanner({ model: picky, keepsRecords: false });
  const places = fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('change', 'leave out', 'add'));
  fc.assert(
    fc.property(records, fc.array(places, { minLength: 1, maxLength: 3 }), (text, changes) => {
      const bytes = [...Buffer.from(text)];
      for (const [place, byte, change] of changes)
        bytes.splice(
          place % (bytes.length + 1),
          change === 'add' ? 0 : 1,
          ...(change === 'leave out' ? [] : [byte]),
        );
      const line = Buffer.from(bytes.filter((byte) => byte !== 10));
      expect(scanned(scanner, [line])).toEqual([slowly(line.toString())]);
    }),
    { numRuns: 1500 },
  );
});

test('the usual record is read from its bytes, the unusual one is not', () => {
  const scanner = new TweetScanner();
  const isRead = (text: string): boolean => {
    const bytes = Buffer.from(`${text}\n`);
    return scanner.scan(bytes, 0, bytes.length - 1);
  };
  expect(isRead('{"data":{"id":"1","text":"a \\"b\\" \\ud83d\\ude00 #c"},"__rec":{"at":1}}')).toBe(true);
  expect(isRead('{"text": "a", "lang": "en"}')).toBe(true);
  const includes = '"includes":{"tweets":[{"id":"2","text":"whole"}]}';
  const repost = '"referenced_tweets":[{"type":"retweeted","id":"2"}]';
  expect(isRead(`{"data":{"text":"cut",${repost}},${includes},"__rec":{"at":1}}`)).toBe(true);
  expect(isRead('{"data":{"id":"1","text":"half \\ud83d"}}')).toBe(false);
  expect(isRead('{"data":{"text":"a"},"data":{"text":"b"}}')).toBe(false);
  expect(isRead('{"d\\u0061ta":{"text":"a"}}')).toBe(false);
  expect(isRead('{"data":{"text":"a"},"__rec":{"at":1,"error":"not_json"}}')).toBe(false);
  expect(isRead('{"data":{"text":"a"}} x')).toBe(false);
  expect(isRead(`${'['.repeat(100)}`)).toBe(false);
});

test('a last record needs no newline, and none is no record', () => {
  const scanner = new BlockScanner({ model: picky, keepsRecords: true });
  const { numRecords, source } = scanner.read(Buffer.from('{"text":"a"}\n{"text":"#b"}'));
  expect([numRecords, [...(source?.ends ?? [])]]).toEqual([2, [12, 26]]);
  expect(scanner.read(new Uint8Array()).numRecords).toBe(0);
});

test('a hashtag written in two ways counts once a tweet, also when many have been seen', () => {
  const scanner = new BlockScanner({ model: picky, keepsRecords: false });
  const slowly = readSlowly(picky);
  for (let round = 0; round < 3; round += 1) {
    const lines = Array.from({ length: 25_000 }, (_, index) =>
      Buffer.from(`{"text":"#a${round}x${index} #A${round}X${index} #b"}`),
    );
    expect(scanned(scanner, lines)).toEqual(lines.map((line) => slowly(line.toString())));
  }
});

test.skipIf(!hasRealTweets)(`real tweets, every one of them (needs ${REAL_TWEETS})`, () => {
  const lines = gunzipSync(readFileSync(REAL_TWEETS)).toString().trimEnd().split('\n');
  for (const model of [afinn, picky]) {
    const scanner = new BlockScanner({ model, keepsRecords: false });
    const slowly = readSlowly(model);
    expect(
      scanned(
        scanner,
        lines.map((line) => Buffer.from(line)),
      ),
    ).toEqual(lines.map(slowly));
  }
});
