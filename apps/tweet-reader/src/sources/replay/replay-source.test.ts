import { chmodSync, mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { MAX_RECORD_BYTES } from '@hashtide/engine/sources';
import { describe, expect, test } from 'vitest';
import { openReplay, RecordingFolder, recordedLine, recordsOf } from './write-recording.ts';

const A = recordedLine(1000, '1');
const B = recordedLine(1000, '2');
const C = recordedLine(2500, '3');

/** What the content gives as a file, checked to be the same as a stream, with what it logs. */
async function replay(
  content: string | Uint8Array,
  options: { name?: string; start?: number; limit?: number } = {},
) {
  using folder = new RecordingFolder();
  const { name, ...more } = options;
  const file = folder.write(content, name);
  const { source, logged } = await openReplay({ file, ...more });
  const records = await recordsOf(source);
  expect(source.total).toBe(records.length);
  const input = Readable.from([Buffer.from(content)]);
  const piped = await openReplay({ file: '-', input, ...more });
  expect(await recordsOf(piped.source)).toEqual(records);
  return { records, logged: logged.map((message) => message.replaceAll(`${folder.path}/`, '')) };
}

describe('formats', () => {
  test.each<[name: string, content: string | Uint8Array, expected: string[]]>([
    ['our recording, byte for byte', `${A}\n${B}\n${C}\n`, [A, B, C]],
    ['no newline at the end', `${A}\n${B}`, [A, B]],
    ['CRLF, a byte order mark, blank lines', `\uFEFF${A}\r\n\r\n \t\n${B}\r\n`, [A, B]],
    ['gzip', gzipSync(`${A}\n${B}\n`), [A, B]],
    [
      'gzip in several members',
      Buffer.concat([gzipSync(`${A}\n${B.slice(0, 9)}`), gzipSync(`${B.slice(9)}\n`)]),
      [A, B],
    ],
    [
      'system lines take no number',
      `{"__rec":{"header":{"v":1,"at":5}}}\n${A}\n{"__rec":{"at":1200,"ev":"disconnect"}}\n${B}\n`,
      [A, B],
    ],
    [
      'other keys in __rec, and a stamp that is not at the end',
      '{"text":"a","__rec":{"v":1,"at":7,"src":"x"}}\n{"__rec":{"at":8},"text":"b"}\n',
      ['{"text":"a","__rec":{"v":1,"at":7,"src":"x"}}', '{"__rec":{"at":8},"text":"b"}'],
    ],
    [
      'an old stamp that is a date',
      '{"text":"a","__rec":{"at":"1970-01-01T00:00:07Z","src":"x"}}\n',
      ['{"text":"a","__rec":{"at":7000,"src":"x"}}'],
    ],
    [
      'what `hashtide record` keeps of a bad line',
      '{"__rec":{"at":7,"error":"not_json","line":3}}\n',
      ['{"__rec":{"at":7,"error":"not_json","line":3}}'],
    ],
    [
      'text and created_at, sorted; equal times keep their order',
      '{"text":"b","created_at":"1970-01-01T00:00:02Z","id":"5"}\n' +
        '{"text":"a","created_at":"Thu Jan 01 00:00:01 +0000 1970","lang":"en"}\n' +
        '{"text":"c","created_at":"1970-01-01T00:00:02.000Z"}\n',
      [
        '{"text":"a","created_at":"Thu Jan 01 00:00:01 +0000 1970","lang":"en","__rec":{"at":1000}}',
        '{"text":"b","created_at":"1970-01-01T00:00:02Z","id":"5","__rec":{"at":2000}}',
        '{"text":"c","created_at":"1970-01-01T00:00:02.000Z","__rec":{"at":2000}}',
      ],
    ],
    [
      'X objects without a stamp: created_at, else the snowflake; ids keep their digits',
      '{"data":{"id":12345678901234567890,"created_at":"2018-10-10T20:19:24.100Z"}}\n' +
        '{"data":{"id":"1050118621198921728","text":"x"}}\n',
      [
        '{"data":{"id":12345678901234567890,"created_at":"2018-10-10T20:19:24.100Z"},"__rec":{"at":1539202764100}}',
        '{"data":{"id":"1050118621198921728","text":"x"},"__rec":{"at":1539202764211}}',
      ],
    ],
    [
      'twarc2 lines',
      '{"data": {"id": "1", "created_at": "1970-01-01T00:00:02Z"}, "includes": {}, "__twarc": {"version": "2"}}\n',
      [
        '{"data": {"id": "1", "created_at": "1970-01-01T00:00:02Z"}, "includes": {}, "__twarc": {"version": "2"},"__rec":{"at":2000}}',
      ],
    ],
    [
      'twarc2 pages, newest first; a page without tweets takes no number',
      '{"data":[{"id":"2","author_id":"7","created_at":"1970-01-01T00:00:02Z"},{"id":"1","created_at":"1970-01-01T00:00:01Z"}],' +
        '"includes":{"users":[{"id":"7"},{"id":"8"}]},"meta":{"result_count":2},"__twarc":{}}\n' +
        '{"meta":{"result_count":0},"__twarc":{}}\n{"meta":{"result_count":0}}\n',
      [
        '{"data":{"id":"1","created_at":"1970-01-01T00:00:01Z"},"__rec":{"at":1000}}',
        '{"data":{"id":"2","author_id":"7","created_at":"1970-01-01T00:00:02Z"},"includes":{"users":[{"id":"7"}]},"__rec":{"at":2000}}',
      ],
    ],
    [
      'objects that tell no time: 10 ms a line',
      '{"text":"a"}\n{}\n',
      ['{"text":"a","__rec":{"at":5000}}', '{"__rec":{"at":5010}}'],
    ],
    [
      'bare text: 10 ms a line',
      'good #morning "all"\r\n\n  {not json}\n\u0007 \\ ümläut 😀',
      [
        '{"text":"good #morning \\"all\\"","__rec":{"at":5000}}',
        '{"text":"  {not json}","__rec":{"at":5010}}',
        '{"text":"\\u0007 \\\\ ümläut 😀","__rec":{"at":5020}}',
      ],
    ],
  ])('%s', async (_name, content, expected) => {
    const { records, logged } = await replay(content, { start: 5000 });
    expect(records).toEqual(expected);
    expect(logged).toEqual([]);
  });

  test('bare text begins when the file was modified', async () => {
    using folder = new RecordingFolder();
    const file = folder.write('hello\n');
    utimesSync(file, 1_795_336_800, 1_795_336_800);
    const { source } = await openReplay({ file });
    expect(await recordsOf(source)).toEqual(['{"text":"hello","__rec":{"at":1795336800000}}']);
  });
});

describe('bad lines', () => {
  const bad = (at: number, error: string, line: number): string =>
    `{"__rec":{"at":${at},"error":"${error}","line":${line}}}`;

  test.each<[name: string, content: string | Uint8Array, expected: string[], log: string[]]>([
    [
      'keep their number and take the time before them',
      `${A}\n{"data":\nplain\n17\n[${A}]\n${C}\n`,
      [
        A,
        bad(1000, 'not_json', 2),
        bad(1000, 'not_json', 3),
        bad(1000, 'not_object', 4),
        bad(1000, 'not_object', 5),
        C,
      ],
      ['2 is not JSON', '3 is not JSON', '4 is JSON, but no object', '5 is JSON, but no object'],
    ],
    [
      'a stamped line that does not begin as an object',
      `${A}\nx${B}\n`,
      [A, bad(1000, 'not_json', 2)],
      ['2 is not JSON'],
    ],
    [
      'at the start: the first time there is',
      `{"a\n\n${A}\n`,
      [bad(1000, 'not_json', 1), A],
      ['1 is not JSON'],
    ],
    [
      'nothing else: start',
      '{"a\n{"b\n',
      [bad(5000, 'not_json', 1), bad(5000, 'not_json', 2)],
      ['1 is', '2 is'],
    ],
    [
      'broken UTF-8',
      Buffer.concat([
        Buffer.from(`${A}\n{"text":"`),
        Buffer.of(0xff, 0xc3),
        Buffer.from(`","__rec":{"at":9}}\n${C}\n`),
      ]),
      [A, bad(1000, 'bad_utf8', 2), C],
      ['2 is not valid UTF-8'],
    ],
    [
      'too long, stamped or not',
      `${A}\n${recordedLine(9, '1', 'x'.repeat(70_000))}\n{"text":"${'y'.repeat(MAX_RECORD_BYTES - 15)}"}\n${C}\n`,
      [A, bad(1000, 'too_long', 2), bad(1000, 'too_long', 3), C],
      ['2 is longer than 64 KiB', '3 is longer than 64 KiB'],
    ],
    [
      'a page element that is none',
      '{"data":[5,{"id":"1","created_at":"1970-01-01T00:00:01Z"}]}\n',
      [
        bad(1000, 'not_object', 1),
        '{"data":{"id":"1","created_at":"1970-01-01T00:00:01Z"},"__rec":{"at":1000}}',
      ],
      ['1 is JSON, but no object'],
    ],
    [
      'bare text in broken UTF-8',
      Buffer.from('caf\xe9\nbar\n', 'latin1'),
      [bad(5000, 'bad_utf8', 1), '{"text":"bar","__rec":{"at":5010}}'],
      ['1 is not valid UTF-8'],
    ],
  ])('%s', async (_name, content, expected, log) => {
    const { records, logged } = await replay(content, { start: 5000 });
    expect(records).toEqual(expected);
    expect(logged).toHaveLength(log.length);
    for (const [i, message] of log.entries()) expect(logged[i]).toContain(`recording.ndjson:${message}`);
  });

  test('what is as long as the protocol takes is played as it was recorded', async () => {
    const line = recordedLine(9, '1', 'x'.repeat(MAX_RECORD_BYTES - recordedLine(9, '1', '').length));
    expect((await replay(`${line}\n`)).records).toEqual([line]);
  });

  test('ten are named, then there is a total', async () => {
    const { logged } = await replay(`${A}\n${'oops\n'.repeat(25)}`);
    expect(logged).toHaveLength(11);
    expect(logged[9]).toContain('recording.ndjson:11 ');
    expect(logged[10]).toBe('recording.ndjson has 25 bad lines in all');
  });

  test('a time that goes back is raised, also in the line, and counted', async () => {
    const { records, logged } = await replay(`${C}\n${A}\n{"__rec":{"at":7,"v":1}}\n`);
    expect(records).toEqual([C, recordedLine(2500, '1'), '{"__rec":{"at":2500,"v":1}}']);
    expect(logged).toEqual([expect.stringContaining('went back in time 2 times')]);
  });
});

describe('torn ends', () => {
  test('a torn last line is dropped with one line of log', async () => {
    const { records, logged } = await replay(`${A}\n${C.slice(0, 30)}`);
    expect(records).toEqual([A]);
    expect(logged).toEqual(['recording.ndjson:2 the last line is torn off and left out']);
  });

  test('nothing but a torn line is a recording of nothing', async () => {
    expect((await replay(C.slice(0, 30))).records).toEqual([]);
  });

  test.each([
    ['our recording', Array.from({ length: 5000 }, (_, i) => recordedLine(1000 + i, `${i * 7919}`))],
    ['bare text', Array.from({ length: 5000 }, (_, i) => `line ${i * 7919}`)],
  ])('gzip that breaks off gives what came: %s', async (_name, lines) => {
    const whole = gzipSync(lines.map((line) => `${line}\n`).join(''));
    const all = (await replay(whole, { start: 0 })).records;
    const { records, logged } = await replay(whole.subarray(0, whole.length - 2000), { start: 0 });
    expect(records.length).toBeGreaterThan(100);
    expect(records.length).toBeLessThan(5000);
    expect(records).toEqual(all.slice(0, records.length));
    expect(logged[0]).toMatch(/^recording.ndjson breaks off after \d+ bytes of text/);
  });
});

describe('what cannot be replayed', () => {
  const pretty = JSON.stringify([{ text: 'a' }], undefined, 2);
  test.each<[code: string, why: string, content: string | Uint8Array, name: string]>([
    ['EMPTY_FILE', 'nothing but blanks', '', 'a.ndjson'],
    ['EMPTY_FILE', 'nothing but blanks', ' \n\r\n\t', 'a.ndjson'],
    ['EMPTY_FILE', 'nothing but blanks', '\uFEFF', 'a.ndjson'],
    ['EMPTY_FILE', 'nothing but blanks', '', 'a.ndjson.gz'],
    ['EMPTY_FILE', 'nothing but blanks', gzipSync(''), 'a.ndjson.gz'],
    ['NOT_GZIP', 'is named .gz', `${A}\n`, 'a.ndjson.gz'],
    ['NOT_GZIP', 'is named .gz', 'x', 'A.GZ'],
    ['NOT_GZIP', 'nothing can be unpacked', Buffer.of(0x1f, 0x8b, 1, 2, 3), 'a.ndjson'],
    ['NOT_GZIP', 'nothing can be unpacked', gzipSync('abc').subarray(0, 10), 'a.ndjson'],
    ['NOT_A_RECORDING', 'is binary data', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 'a.png'],
    ['NOT_A_RECORDING', 'is binary data', gzipSync(Buffer.alloc(100_000)), 'a.gz'],
    ['NOT_A_RECORDING', 'UTF-16', Buffer.from('\uFEFF{"text":"a"}\n', 'utf16le'), 'a.ndjson'],
    ['NOT_A_RECORDING', 'zip archive', Buffer.from('PK\x03\x04\x14', 'latin1'), 'a.zip'],
    ['NOT_A_RECORDING', 'compressed with zstd', Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 4, 0x58), 'a.zst'],
    ['NOT_A_RECORDING', 'one JSON document', pretty, 'a.json'],
    ['NOT_A_RECORDING', 'one JSON document', '[{"text":"a"},{"text":"b"}]\n', 'a.json'],
  ])('%s: %s', async (code, why, content, name) => {
    using folder = new RecordingFolder();
    const file = folder.write(content, name);
    const error = expect.objectContaining({
      code,
      message: expect.stringContaining(why),
      fix: expect.any(String),
    });
    await expect(openReplay({ file })).rejects.toEqual(error);
    await expect(openReplay({ file })).rejects.toThrow(file);
    if (name.toLowerCase().endsWith('.gz') && code === 'NOT_GZIP') return;
    const { source } = await openReplay({ file: '-', input: Readable.from([Buffer.from(content)]) });
    await expect(recordsOf(source)).rejects.toEqual(error);
  });

  test('FILE_NOT_FOUND, IS_A_DIRECTORY', async () => {
    using folder = new RecordingFolder();
    mkdirSync(join(folder.path, 'folder'));
    const inFile = join(folder.write('x'), 'below');
    for (const file of [join(folder.path, 'none.ndjson'), inFile]) {
      await expect(openReplay({ file })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    }
    const file = join(folder.path, 'folder');
    await expect(openReplay({ file })).rejects.toMatchObject({ code: 'IS_A_DIRECTORY' });
  });

  // Root may read everything.
  test.skipIf(process.getuid?.() === 0)('FILE_NOT_READABLE', async () => {
    using folder = new RecordingFolder();
    const file = folder.write(A);
    chmodSync(file, 0);
    await expect(openReplay({ file })).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' });
  });

  test.each([
    ['INVALID_SPEED', { speed: 0 }],
    ['INVALID_LIMIT', { limit: 0 }],
    ['INVALID_LIMIT', { limit: 1.5 }],
    ['INVALID_MAX_GAP', { maxGapMs: -1 }],
    ['INVALID_MAX_GAP', { maxGapMs: Number.NaN }],
    ['INVALID_START', { start: -1 }],
    ['LOOP_NEEDS_A_FILE', { loop: true, file: '-' }],
  ])('%s: %o', async (code, options) => {
    using folder = new RecordingFolder();
    await expect(openReplay({ file: folder.write(A), ...options })).rejects.toMatchObject({ code });
  });

  test('FILE_CHANGED when it has become shorter', async () => {
    using folder = new RecordingFolder();
    const { source } = await openReplay({ file: folder.write(`${A}\n${B}\n${C}\n`) });
    folder.write(`${A}\n`);
    await expect(recordsOf(source)).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  });
});

describe('limit, total, epoch', () => {
  test('limit counts records, after sorting', async () => {
    const line = (second: number): string =>
      `{"text":"${second}","created_at":"1970-01-01T00:00:0${second}Z"}`;
    const { records } = await replay(`${line(3)}\nbad\n${line(1)}\n${line(2)}\n`, { limit: 2 });
    expect(records.map((text) => JSON.parse(text).text)).toEqual(['1', '2']);
  });

  test('a file that has grown gives what was counted', async () => {
    using folder = new RecordingFolder();
    const { source } = await openReplay({ file: folder.write(`${A}\n`) });
    folder.write(`${A}\n${B}\n`);
    expect(await recordsOf(source)).toEqual([A]);
  });

  test('the epoch is of the content and the stamping options, not of the pace', async () => {
    using folder = new RecordingFolder();
    const file = folder.write(`${A}\n${B}\n`);
    const epochOf = async (options: object): Promise<string | undefined> =>
      (await openReplay({ file, ...options })).source.epoch;
    const epoch = await epochOf({});
    expect(epoch).toMatch(/^[0-9a-f]{32}$/);
    expect(await epochOf({ speed: 10, maxGapMs: 5, file: folder.write(`${A}\n${B}\n`, 'copy') })).toBe(epoch);
    const others = await Promise.all([
      epochOf({ limit: 1 }),
      epochOf({ start: 1 }),
      epochOf({ file: folder.write(`${A}\n${C}\n`, 'other') }),
    ]);
    expect(new Set([epoch, ...others]).size).toBe(4);
    expect(await epochOf({ loop: true })).toBeUndefined();
  });

  test('bare text that was touched is stamped otherwise, so it is another stream', async () => {
    using folder = new RecordingFolder();
    const file = folder.write('a\n');
    const epoch = (await openReplay({ file })).source.epoch;
    utimesSync(file, 1000, 1000);
    expect((await openReplay({ file })).source.epoch).not.toBe(epoch);
  });

  test('a stream has neither, and can be read once', async () => {
    const { source } = await openReplay({ file: '-', input: Readable.from([`${A}\n`]) });
    expect(source).toMatchObject({ name: 'replay', clock: 'recorded', about: 'max speed' });
    expect([source.total, source.epoch]).toEqual([undefined, undefined]);
    expect(await recordsOf(source)).toEqual([A]);
    await expect(recordsOf(source)).rejects.toMatchObject({ code: 'INPUT_ALREADY_READ' });
  });
});

test('a stream gives each line as it comes, and ends without an error when it is stopped', async () => {
  const input = new Readable({ read() {} });
  const stop = new AbortController();
  const { source, logged } = await openReplay({ file: '-', input });
  const events = source.events(stop.signal)[Symbol.asyncIterator]();
  input.push(`${A}\n${B.slice(0, 10)}`);
  expect(await events.next()).toMatchObject({ value: { kind: 'records', records: [{ at: 1000 }] } });
  const next = events.next();
  stop.abort();
  expect(await next).toEqual({ done: true, value: undefined });
  expect(logged).toEqual([]);
  expect(input.destroyed).toBe(true);
});
