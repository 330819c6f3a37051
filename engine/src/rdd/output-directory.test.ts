import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineContext } from '../executor/engine-context.ts';

const engine = new EngineContext();
let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'output-'));
  out = join(folder, 'deep', 'out');
});
afterEach(() => rmSync(folder, { recursive: true }));

const textOf = (name: string): string => readFileSync(join(out, name), 'utf8');

test('R21 a part a partition, and _SUCCESS; nothing else is left', async () => {
  await engine.parallelize(['a', 'b', 'c'], 2).saveAsTextFile(out);
  expect(readdirSync(out).sort()).toEqual(['_SUCCESS', 'part-00000', 'part-00001']);
  expect([textOf('part-00000'), textOf('part-00001')]).toEqual(['a\n', 'b\nc\n']);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['out']);
  expect(await engine.textFile(out).collect()).toEqual(['a', 'b', 'c']);
});

test.each([
  ['a text', 'x y', 'x y'],
  ['a number', -1.5, '-1.5'],
  ['nothing', null, 'null'],
  ['a pair', ['word', 1], '(word,1)'],
  ['pairs in a pair', ['k', ['a', [1, 2]]], '(k,(a,(1,2)))'],
  ['a list', [1, 2, 3], '[1,2,3]'],
  ['an object', { a: 'b' }, '{"a":"b"}'],
  ['a bigint', 12n, '12'],
  ['an object with a bigint', { a: 1n }, '[object Object]'],
])('R21 %s as a line', async (_name, record, expected) => {
  await engine.parallelize<unknown>([record], 1).saveAsTextFile(out);
  expect(textOf('part-00000')).toBe(`${expected}\n`);
});

test('R21 an existing output is an error before anything runs', async () => {
  mkdirSync(out, { recursive: true });
  let computed = 0;
  const rdd = engine.parallelize([1]).map((x) => {
    computed += 1;
    return x;
  });
  await expect(rdd.saveAsTextFile(out)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
  writeFileSync(join(folder, 'file'), '');
  await expect(rdd.saveAsTextFile(join(folder, 'file'))).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
  expect(computed).toBe(0);
});

test('R21 overwrite exchanges an output', async () => {
  await engine.parallelize(['old', 'old'], 2).saveAsTextFile(out);
  await engine.parallelize(['new'], 1).saveAsTextFile(out, { overwrite: true });
  expect(readdirSync(out).sort()).toEqual(['_SUCCESS', 'part-00000']);
  expect(textOf('part-00000')).toBe('new\n');
  expect(readdirSync(join(folder, 'deep'))).toEqual(['out']);
});

test('R21 overwrite touches nothing that is no output', async () => {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'thesis.txt'), 'mine');
  await expect(engine.parallelize(['new']).saveAsTextFile(out, { overwrite: true })).rejects.toThrow(
    'holds thesis.txt',
  );
  expect(textOf('thesis.txt')).toBe('mine');
});

test('R21 a job that fails leaves nothing, and what was there as it was', async () => {
  const broken = engine.parallelize([1, 2], 2).map((x) => {
    if (x === 2) throw new Error('broken');
    return x;
  });
  await expect(broken.saveAsTextFile(out)).rejects.toThrow('broken');
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(join(folder, 'deep'))).toEqual([]);
  await engine.parallelize(['old'], 1).saveAsTextFile(out);
  await expect(broken.saveAsTextFile(out, { overwrite: true })).rejects.toThrow('broken');
  expect(textOf('part-00000')).toBe('old\n');
});

test('R21 many lines are written whole', async () => {
  const lines = Array.from({ length: 50_000 }, (_, i) => `line ${i} ü`);
  await engine.parallelize(lines, 3).saveAsTextFile(out);
  expect(await engine.textFile(out, 5).collect()).toEqual(lines);
});

const data = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    undefined,
    Number.NaN,
    new Date(5),
    7n,
    new Map([['a', [1]]]),
    new Set([1]),
    new Uint8Array([1, 2]),
  ),
);

test('R22 objectFile reads what saveAsObjectFile wrote, partition by partition', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(data, { maxLength: 30 }),
      fc.integer({ min: 1, max: 4 }),
      async (records, n) => {
        const rdd = engine.parallelize(records, n);
        await rdd.saveAsObjectFile(out, { overwrite: true });
        expect(await engine.objectFile(out).glom().collect()).toEqual(await rdd.glom().collect());
      },
    ),
    { numRuns: 30 },
  );
});

test('R22 more records than fit in a frame', async () => {
  await engine.range(0, 5000, 1, 2).saveAsObjectFile(out);
  expect(await engine.objectFile<number>(out).sum()).toBe((4999 * 5000) / 2);
});

test('R22 any byte changed or missing is told, never read as other records', async () => {
  await engine.parallelize(['some', 'records', { of: 'several' }], 1).saveAsObjectFile(out);
  const path = join(out, 'part-00000');
  const whole = readFileSync(path);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(whole.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      async (at, change, isCut) => {
        const damaged = Buffer.from(isCut ? whole.subarray(0, at) : whole);
        if (!isCut) damaged.writeUInt8(whole.readUInt8(at) ^ change, at);
        // Cut between two frames it is a shorter file, which its directory's _SUCCESS speaks for.
        if (isCut && at === 'hashtide-records 1\n'.length) return;
        writeFileSync(path, damaged);
        await expect(engine.objectFile(out).collect()).rejects.toThrow(/bytes must be as they were written/);
      },
    ),
  );
});

test('R22 a function is no data', async () => {
  const rdd = engine.parallelize<unknown>([() => 1]);
  await expect(rdd.saveAsObjectFile(out)).rejects.toThrow(/cannot be kept as bytes/);
  expect(existsSync(out)).toBe(false);
  expect(() => engine.objectFile(out)).toThrow(expect.objectContaining({ code: 'PATH_NOT_FOUND' }));
});
