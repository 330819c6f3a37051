import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DStream } from '../../dstream/dstream.ts';
import type { StreamInputInfo } from '../../receiver/input-info.ts';
import { StreamingContext } from '../../streaming-context.ts';
import { ManualClock } from '../../testing/index.ts';

let folder: string;
let ssc: StreamingContext | undefined;
let warnings: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashtide-test-'));
  warnings = [];
  vi.spyOn(process, 'emitWarning').mockImplementation((warning) => void warnings.push(String(warning)));
});

afterEach(async () => {
  await ssc?.stop();
  ssc = undefined;
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** Writes a file that was last changed at `modTime`, epoch ms. */
async function write(name: string, content: string | Uint8Array, modTime: number): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  await utimes(path, modTime / 1000, modTime / 1000);
  return path;
}

interface Run<T> {
  readonly clock: ManualClock;
  readonly batches: T[][];
  readonly infos: (StreamInputInfo | undefined)[];
  readonly failures: string[];
  nextBatch(): Promise<void>;
}

function start<T>(
  define: (context: StreamingContext) => DStream<T>,
  { now = 0, batchDuration = 1000 }: { now?: number; batchDuration?: number } = {},
): Run<T> {
  const clock = new ManualClock(now);
  const context = new StreamingContext({}, batchDuration, { clock });
  ssc = context;
  const batches: T[][] = [];
  const failures: string[] = [];
  const infos: (StreamInputInfo | undefined)[] = [];
  define(context).foreachRDD(async (rdd) => {
    batches.push(await rdd.collect());
  });
  context.addStreamingListener({
    onBatchCompleted({ streamIdToInputInfo, outputOperationInfos }) {
      infos.push(streamIdToInputInfo.get(0));
      for (const { failureReason } of outputOperationInfos) if (failureReason) failures.push(failureReason);
    },
  });
  context.start();
  context.awaitTermination().catch(() => {});
  const nextBatch = async (): Promise<void> => {
    clock.advance(batchDuration);
    await context.awaitIdle();
  };
  return { clock, batches, infos, failures, nextBatch };
}

describe('which files a batch takes', () => {
  test('file-mtime-boundary I12 changed after the stream was made, up to the batch time included', async () => {
    await write('0', '0\n', 1000);
    await write('at creation', 'no\n', 0);
    const text = start((context) => context.textFileStream(folder));
    await text.nextBatch();
    expect(text.batches).toEqual([['0']]);
    await ssc?.stop();

    const all = start((context) => context.fileStream(folder, { filter: () => true }));
    await all.nextBatch();
    expect(all.batches).toEqual([['0']]);
  });

  test('I12 a file of the future is a later batch’s, once; its later changes are not read', async () => {
    const run = start((context) => context.textFileStream(folder));
    await write('a', 'a\n', 1500);
    await run.nextBatch();
    await run.nextBatch();
    const path = await write('a', 'a\nmore\n', 2500);
    await run.nextBatch();
    await run.nextBatch();

    expect(run.batches).toEqual([[], ['a'], [], []]);
    expect(run.infos[2]?.metadata).toMatchObject({
      skipped: [{ file: path, reason: 'changed after it was read' }],
    });
    expect(warnings.length).toBe(1);
  });

  test('file-all I12 with newFilesOnly false what was there within the last 60 s is taken too', async () => {
    await write('0', '0\n', 10_000);
    const make = (context: StreamingContext) => context.fileStream(folder, { newFilesOnly: false });
    const run = start(make, { now: 12_000, batchDuration: 2000 });
    for (let i = 1; i <= 5; i += 1) {
      await write(`${i}`, `${i}\n`, 12_000 + i * 2000 - 1000);
      await run.nextBatch();
    }
    expect(run.batches).toEqual([['0', '1'], ['2'], ['3'], ['4'], ['5']]);
  });

  test('file-renamed-dir I12 of folders that a pattern names; the time of the file decides, not that of the move', async () => {
    await mkdir(join(folder, 'streaming'));
    await mkdir(join(folder, 'generated/subdir'), { recursive: true });
    await write('generated/subdir/existing', 'existing\n', 9000);
    const run = start((context) => context.textFileStream(join(folder, 'streaming/sub*')), { now: 10_000 });
    await run.nextBatch();
    await write('generated/subdir/renamed.txt', 'renamed\n', 11_000);
    await rename(join(folder, 'generated/subdir'), join(folder, 'streaming/subdir'));
    await run.nextBatch();

    expect(run.batches).toEqual([[], ['renamed']]);
    expect(warnings).toEqual([expect.stringMatching(/subdir\/existing": left out, too old; a file must/)]);
  });

  test('I12 what is left out is told once, with the reason; hidden files are left out silently', async () => {
    const old = await write('old', 'x\n', 500);
    const hidden = await write('.hidden', 'x\n', 1500);
    const run = start((context) => context.textFileStream(folder), { now: 1000 });
    await mkdir(join(folder, 'inner'));
    const broken = await write('broken.gz', 'no gzip', 1500);
    await symlink(join(folder, 'nowhere'), join(folder, 'link'));
    const empty = await write('empty', '', 1500);
    await run.nextBatch();
    await run.nextBatch();

    expect(run.infos[0]?.metadata).toEqual({
      files: [empty],
      Description: empty,
      numSkipped: 6,
      skipped: [
        { file: join(folder, 'link'), reason: 'unreadable', detail: expect.stringContaining('ENOENT') },
        { file: hidden, reason: 'name filter' },
        { file: join(folder, 'inner'), reason: 'not a file' },
        { file: old, reason: 'too old' },
        { file: broken, reason: 'unreadable', detail: expect.stringContaining('incorrect header check') },
        { file: empty, reason: 'empty' },
      ],
    });
    expect(run.infos[1]?.metadata).toEqual({ files: [] });
    expect(warnings.map((warning) => /: (left out, [\w ]+|has no data)/.exec(warning)?.[1])).toEqual([
      'left out, unreadable',
      'left out, not a file',
      'left out, too old',
      'has no data',
    ]);
  });

  test('I12 a file that could not be read is taken when it can be', async () => {
    const run = start((context) => context.textFileStream(folder));
    await write('a.gz', 'no gzip', 500);
    await run.nextBatch();
    await write('a.gz', gzipSync('now it is\n'), 1500);
    await run.nextBatch();
    expect(run.batches).toEqual([[], ['now it is']]);
  });

  test('I12 a missing folder is an empty batch and one warning, until it is there', async () => {
    const run = start((context) => context.textFileStream(join(folder, 'later')));
    await run.nextBatch();
    await run.nextBatch();
    await mkdir(join(folder, 'later'));
    await write('later/a', 'a\n', 2500);
    await run.nextBatch();

    expect(run.batches).toEqual([[], [], ['a']]);
    expect(warnings).toEqual([expect.stringMatching(/later" cannot be read: ENOENT.*its batches are empty/)]);
  });

  test('I12 a file that was read and stays in the folder is never told of as left out', async () => {
    const run = start((context) => context.textFileStream(folder));
    await write('a', 'a\n', 500);
    for (let i = 0; i < 70; i += 1) await run.nextBatch();
    expect(run.batches.flat()).toEqual(['a']);
    expect(warnings).toEqual([]);
    expect(run.infos.some((info) => 'skipped' in (info?.metadata ?? {}))).toBe(false);
  });

  test('I12 a filter that throws fails no later batch', async () => {
    let isBroken = true;
    const filter = (): boolean => {
      if (isBroken) throw new Error('broken filter');
      return true;
    };
    const run = start((context) => context.fileStream(folder, { filter }));
    await write('a', 'a\n', 500);
    await run.nextBatch();
    isBroken = false;
    await run.nextBatch();
    expect(run.batches).toEqual([[], ['a']]);
  });
});

describe('what a file becomes', () => {
  test('I13 a byte order mark at the beginning of a file is no part of its first line', async () => {
    const run = start((context) => context.textFileStream(folder));
    await write('a.txt', '\ufeffone\n\ufefftwo\n', 500);
    await write('b.txt.gz', gzipSync('\ufeffthree\n'), 600);
    await run.nextBatch();
    expect(run.batches).toEqual([['one', '\ufefftwo', 'three']]);
  });

  test('py-text-file-stream I13 lines, in two batches', async () => {
    const lines = Array.from({ length: 10 }, (_, i) => `${i}\n`).join('');
    const run = start((context) => context.textFileStream(folder).map(Number));
    await write('a', lines, 500);
    await run.nextBatch();
    await write('b', lines, 1500);
    await run.nextBatch();

    const expected = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(run.batches).toEqual([expected, expected]);
    expect(run.infos.map((info) => info?.numRecords)).toEqual([10, 10]);
  });

  test('I13 line ends, broken characters, no last line end; gzip; files in order of their paths', async () => {
    const run = start((context) => context.textFileStream(folder));
    await write('b.gz', gzipSync('é\r\n\n日本'), 500);
    await write('a', Buffer.from([0x61, 0x0d, 0x0a, 0xff, 0x0a, 0x62]), 900);
    await run.nextBatch();
    expect(run.batches).toEqual([['a', '\ufffd', 'b', 'é', '', '日本']]);
    expect(run.infos[0]?.numRecords).toBe(6);
  });

  test('I13 a large file is several partitions, cut between lines', async () => {
    let numPartitions = 0;
    const lines = Array.from({ length: 60_000 }, (_, i) => `line ${i} ${'é'.repeat(i % 50)}`);
    const run = start((context) =>
      context.textFileStream(folder).transform((rdd) => {
        numPartitions = rdd.numPartitions;
        return rdd;
      }),
    );
    await write('a', lines.join('\n'), 500);
    await run.nextBatch();
    expect(run.batches[0]).toEqual(lines);
    expect([numPartitions, run.infos[0]?.numRecords]).toEqual([4, 60_000]);
  });

  test('file-binary I13 records of one byte, a file a batch; an old file is left out', async () => {
    await write('0', Buffer.from([9]), 10_000);
    const make = (context: StreamingContext) =>
      context.binaryRecordsStream(folder, 1).map((record) => record[0]);
    const run = start(make, { now: 12_000, batchDuration: 2000 });
    for (const i of [0, 1, 2]) {
      await write(`${i}`, Buffer.from([1, 2, 3, 4, 5].map((byte) => byte + i)), 12_000 + i * 2000 + 1000);
      await run.nextBatch();
    }
    expect(run.batches).toEqual([
      [1, 2, 3, 4, 5],
      [2, 3, 4, 5, 6],
      [3, 4, 5, 6, 7],
    ]);
  });

  test('py-binary-records I13 records of ten bytes', async () => {
    const run = start((context) => context.binaryRecordsStream(folder, 10).map((record) => [...record]), {
      batchDuration: 500,
    });
    const bytes = Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const i of [0, 1]) {
      await write(`file-${i}`, bytes, i * 1000 + 100);
      await run.nextBatch();
      await run.nextBatch();
    }
    expect(run.batches).toEqual([[[...bytes]], [], [[...bytes]], []]);
    expect(run.infos[0]?.numRecords).toBe(1);
  });

  test('I13 a file that is no whole number of records fails its batch, and says which and why', async () => {
    const run = start((context) => context.binaryRecordsStream(folder, 4));
    const path = await write('odd', Buffer.alloc(10), 500);
    await run.nextBatch();
    await write('even', Buffer.alloc(8), 1500);
    await run.nextBatch();

    expect(run.failures.length).toBe(1);
    expect(run.failures[0]).toContain(
      `Byte array does not have correct length: "${path}" ends at byte 10 with 2 bytes left; its size must be a multiple of 4`,
    );
    expect(run.batches).toEqual([[expect.anything(), expect.anything()]]);
  });

  test.each([0, -1, 1.5])('I13 a recordLength of %d is refused', (recordLength) => {
    expect(() => start((context) => context.binaryRecordsStream(folder, recordLength))).toThrow(
      expect.objectContaining({ code: 'INVALID_RECORD_LENGTH' }),
    );
  });

  test('I13 parse makes records of a whole file; how many is not known before', async () => {
    const parse = (bytes: Uint8Array, path: string): string[] => [
      `${path.slice(folder.length + 1)} ${bytes.byteLength}`,
    ];
    const run = start((context) => context.fileStream(folder, { parse }));
    await write('a', 'abc', 500);
    await write('b.gz', gzipSync('unpacked'), 500);
    await run.nextBatch();
    expect(run.batches).toEqual([['a 3', 'b.gz 8']]);
    expect(run.infos[0]).toMatchObject({ numRecords: 0, metadata: { unknownFiles: 2 } });
  });

  test('I13 a file that has gone before its batch runs fails the batch', async () => {
    const run = start((context) => context.textFileStream(folder));
    const path = await write('a', 'a\n', 500);
    ssc?.addStreamingListener({ onBatchSubmitted: () => rmSync(path) });
    await run.nextBatch();
    expect(run.batches).toEqual([]);
    expect(run.failures[0]).toContain(`"${path}" cannot be read any more: ENOENT`);
  });
});
