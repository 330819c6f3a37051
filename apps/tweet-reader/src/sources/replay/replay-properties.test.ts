import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openReplay, RecordingFolder, recordedLine, recordsOf } from './write-recording.ts';

const at = fc.integer({ min: 1_600_000_000_000, max: 1_600_000_100_000 });
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('"__rec"', '"data":[', '"meta"'),
);
const recorded = fc
  .tuple(at, fc.nat(), text)
  .map(([time, id, words]) => recordedLine(time, String(id), words));
const created = fc
  .tuple(at, fc.nat(), text)
  .map(([time, id, words]) =>
    JSON.stringify({ id: String(id), text: words, created_at: new Date(time).toISOString() }),
  );
const page = fc
  .array(created, { maxLength: 3 })
  .map((tweets) => `{"data":[${tweets}],"includes":{"users":[{"id":"1"}]},"meta":{}}`);
const odd = fc.constantFrom(
  '',
  ' ',
  '{',
  '{}',
  '[]',
  '17',
  'null',
  '"a"',
  '{"text":"a"}',
  '{"meta":{}}',
  '{"__rec":5}',
  '{"__rec":{"ev":"x"}}',
  '{"__rec":{"header":{}}}',
  '{"__rec":{"at":-1}}',
  '{"__rec":{"at":1e300},"a":1}',
  'x"__rec":{"at":5}}',
  '}}',
  '{"data":{"id":"1"},"__rec":{"at":1600000000500,"v":1}}',
  '{"data":[1,null]}',
  '\uFEFF{"a":1}',
  '{"a":1}\r',
  '\u2028',
);
const broken = fc.uint8Array({ maxLength: 12 });

const content = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 5, arbitrary: recorded },
        { weight: 5, arbitrary: created },
        page,
        text,
        odd,
        broken,
      ),
      {
        maxLength: 60,
      },
    ),
    fc.boolean(),
  )
  .map(([lines, endsInNewline]) => {
    const bytes = lines.map((line) => Buffer.concat([Buffer.from(line), Buffer.from('\n')]));
    const whole = Buffer.concat(bytes);
    return endsInNewline ? whole : whole.subarray(0, -1);
  });

const isRefused = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['EMPTY_FILE', 'NOT_A_RECORDING', 'NOT_GZIP'].includes(String(error.code));

test('whatever is in a file: total, any start, gzip and any chunking agree, and times never decrease', async () => {
  let numReplayed = 0;
  await fc.assert(
    fc.asyncProperty(
      content,
      fc.integer({ min: 1, max: 200 }),
      fc.nat(80),
      async (bytes, chunkSize, skipped) => {
        using folder = new RecordingFolder();
        const file = folder.write(bytes);
        const opened = await openReplay({ file, start: 5000 }).catch((error: unknown) => {
          expect(isRefused(error)).toBe(true);
        });
        if (opened === undefined) return;
        const { source } = opened;
        const records = await recordsOf(source);
        numReplayed += records.length;

        expect(source.total).toBe(records.length);
        expect(await recordsOf(source, skipped + 1)).toEqual(records.slice(skipped));
        const zipped = await openReplay({ file: folder.write(gzipSync(bytes), 'zipped'), start: 5000 });
        expect(zipped.source.total).toBe(records.length);
        expect(await recordsOf(zipped.source)).toEqual(records);
        const chunks = Array.from({ length: Math.ceil(bytes.length / chunkSize) }, (_, i) =>
          bytes.subarray(i * chunkSize, (i + 1) * chunkSize),
        );
        const piped = await openReplay({ file: '-', input: Readable.from(chunks), start: 5000 });
        expect(await recordsOf(piped.source)).toEqual(records);

        const times: number[] = [];
        for await (const event of source.events(new AbortController().signal)) {
          if (event.kind === 'records') times.push(...event.records.map((record) => record.at));
        }
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      },
    ),
    { numRuns: 300 },
  );
  expect(numReplayed).toBeGreaterThan(1000);
});
