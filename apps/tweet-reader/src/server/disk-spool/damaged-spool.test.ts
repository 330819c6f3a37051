import { expect, test } from 'vitest';
import { recordsOf } from '../test-support.ts';
import { putRecord, sealRecord, segmentSalt } from './spool-record.ts';
import { failure, type MemoryFiles } from './testing/memory-files.ts';
import { linesFrom, openSpool, parseLines } from './testing/open-spool.ts';

const NUM_RECORDS = 50;

/** A spool of one segment, ended in order; nothing of it was acked. */
async function madeSpool(numRecords = NUM_RECORDS, maxBytes = 10_000_000) {
  const { spool, files } = await openSpool({ maxBytes });
  for (let i = 1; i <= numRecords; i += 50) {
    spool.append(recordsOf(i, i + 50));
    await spool.flush();
  }
  await spool.close();
  const names = (await files.list()).filter((name) => name.endsWith('.segment')).sort();
  return { files, names };
}

/** Opens what is there: all that it gives, and what it says of it. */
async function recovered(files: MemoryFiles) {
  const { spool } = await openSpool({ files });
  const records = parseLines(await linesFrom(spool, spool.first));
  return { records, recovery: spool.recovery, spool };
}

/** Where each record of a segment begins, and the end. */
function startsOf(bytes: Buffer): number[] {
  const starts = [bytes.indexOf(0x0a) + 1];
  for (let at = starts[0] as number; at < bytes.length; starts.push(at)) at += 24 + bytes.readUInt32LE(at);
  return starts;
}

test('P13 cut off at any byte, a segment gives the exact records before the cut', async () => {
  const { files, names } = await madeSpool();
  const name = names[0] ?? '';
  const whole = files.bytesOf(name);
  const starts = startsOf(whole);
  expect(starts.length).toBe(NUM_RECORDS + 1);
  for (let length = 0; length <= whole.length; length += 1) {
    const copy = files.copy();
    copy.put(name, whole.subarray(0, length));
    const { records, recovery } = await recovered(copy);
    const numWhole = Math.max(
      0,
      starts.findLastIndex((start) => start <= length),
    );
    if (records.length !== numWhole || recovery.numDamaged > 0)
      expect([length, records.length]).toEqual([length, numWhole]);
    if (records.some(({ sequence, content }, i) => sequence !== i + 1 || content !== String(i + 1)))
      expect(records).toEqual([]);
    const torn = Math.max(0, length - Math.max(starts[numWhole] as number, starts[0] as number));
    if (recovery.tornBytes !== torn) expect([length, recovery.tornBytes]).toEqual([length, torn]);
  }
}, 240_000);

test('P13 a file that would not go when newer ones were let go of is no hole where engines have what is missing', async () => {
  const acked = await openSpool({ maxBytes: 400_000 });
  for (let i = 1; i <= 2000; i += 50) {
    acked.spool.append(recordsOf(i, i + 50));
    await acked.spool.flush();
  }
  acked.spool.remember('engine', 1999);
  await acked.spool.close();
  const { files } = acked;
  const names = (await files.list()).filter((name) => name.endsWith('.segment')).sort();
  expect(names.length).toBeGreaterThan(2);
  await files.remove(names[1] ?? '');
  const { records, recovery } = await recovered(files);
  expect(recovery.numDamaged).toBe(0);
  expect(recovery.first).toBe(Number.parseInt(names[2] ?? '', 10));
  expect(records.at(-1)).toEqual({ sequence: 2000, content: '2000' });
  expect(files.bytesOf(names[0] ?? '').length).toBe(0);
});

test('P13 no file goes before an older one, so that what a power cut brings back is without a hole', async () => {
  const { spool, files, clock } = await openSpool({ maxBytes: 400_000, keepAckedMs: 0 });
  for (let i = 1; i <= 2000; i += 50) {
    spool.append(recordsOf(i, i + 50));
    await spool.flush();
  }
  const names = (await files.list()).filter((name) => name.endsWith('.segment')).sort();
  expect(names.length).toBeGreaterThan(2);
  let left = 1;
  files.onOperation = (operation, name) => {
    if (operation !== 'remove' || !name.endsWith('.segment') || left === 0) return;
    left -= 1;
    throw failure('EIO');
  };
  clock.advance(1);
  spool.remember('engine', 1);
  spool.ack('engine', 1999);
  await spool.close();
  expect(left).toBe(0);
  const now = (await files.list()).filter((name) => name.endsWith('.segment')).sort();
  // Whichever went: those that are there are the newest of those that were.
  expect(now).toEqual(names.slice(names.length - now.length));
});

test('P13 a flipped bit costs the record that it is in, which is said, and nothing else', async () => {
  const { files, names } = await madeSpool();
  const name = names[0] ?? '';
  const whole = files.bytesOf(name);
  const starts = startsOf(whole);
  for (let bit = 0; bit < whole.length * 8; bit += 7) {
    const byte = bit >> 3;
    const flipped = Buffer.from(whole);
    flipped.writeUInt8((whole[byte] as number) ^ (1 << (bit & 7)), byte);
    const copy = files.copy();
    copy.put(name, flipped);
    const { records, recovery } = await recovered(copy);
    const victim = starts.findLastIndex((start) => start <= byte) + 1;
    const isLast = victim === NUM_RECORDS;
    const expected = Array.from({ length: isLast ? NUM_RECORDS - 1 : NUM_RECORDS }, (_, i) =>
      i + 1 === victim ? 'bad_line' : String(i + 1),
    );
    const found = records.map(({ content }) => content);
    if (found.join() !== expected.join()) expect([bit, found]).toEqual([bit, expected]);
    const { numDamaged, tornBytes, corrupt } = recovery;
    // In the header nothing is lost; in the last record nobody can tell it from a torn one.
    const isDamaged = victim > 0 && !isLast;
    if (numDamaged !== (isDamaged ? 1 : 0) || corrupt.length !== numDamaged || tornBytes > 0 !== isLast)
      expect([bit, numDamaged, corrupt, tornBytes]).toEqual([bit, isDamaged ? 1 : 0, [], 0]);
  }
}, 240_000);

test('P13 the damaged file stays as it was; mended once, the spool is whole', async () => {
  const { files, names } = await madeSpool();
  const name = names[0] ?? '';
  const bytes = files.bytesOf(name);
  bytes.writeUInt8(0, bytes.indexOf('"id":"20"') + 6);
  files.put(name, bytes);
  const first = await recovered(files);
  expect(first.recovery).toMatchObject({ numDamaged: 1, corrupt: [`${name}.corrupt`] });
  expect(files.bytesOf(`${name}.corrupt`)).toEqual(bytes);
  await first.spool.close();
  const second = await recovered(files);
  expect(second.recovery).toMatchObject({ numDamaged: 0, corrupt: [], tornBytes: 0 });
  expect(second.records).toEqual(first.records);
  second.spool.append(recordsOf(51, 52));
  await second.spool.flush();
  expect(parseLines(await linesFrom(second.spool, 50)).map(({ content }) => content)).toEqual(['50', '51']);
});

test.each([
  ['missing', (files: MemoryFiles, name: string) => files.remove(name)],
  ['empty', async (files: MemoryFiles, name: string) => files.put(name, Buffer.alloc(0))],
  ['full of zeros', async (files: MemoryFiles, name: string) => files.put(name, Buffer.alloc(9_000))],
])('P13 a segment in the middle that is %s is made up for by error records', async (_name, damage) => {
  const { files, names } = await madeSpool(600, 40_000);
  expect(names.length).toBeGreaterThan(4);
  const [from, to] = [Number.parseInt(names[2] ?? '', 10), Number.parseInt(names[3] ?? '', 10)];
  await damage(files, names[2] ?? '');
  const { records, recovery } = await recovered(files);
  expect(records.map(({ sequence }) => sequence)).toEqual(records.map((_, i) => i + 1));
  records.forEach(({ sequence, content }) => {
    expect(content).toBe(sequence >= from && sequence < to ? 'bad_line' : String(sequence));
  });
  expect(recovery.numDamaged).toBe(to - from);
});

test.each([
  ['of another stream', false],
  ['of this very one, which nobody outside can write (control)', true],
])('a text that holds a record %s', async (_name, isOwn) => {
  const { spool, files } = await openSpool();
  const payload = Buffer.from('{"data":{"id":"fake"},"__rec":{"at":1}}');
  const fake = Buffer.alloc(24 + payload.length);
  putRecord(fake, 0, 1, payload);
  sealRecord(fake, 0, 2, segmentSalt(isOwn ? spool.epoch : 'another', 1));
  spool.append([{ at: 1, line: Buffer.concat([Buffer.from('{"text":"'), fake, Buffer.from('"}')]) }]);
  spool.append(recordsOf(2, 4));
  await spool.flush();
  await spool.close();
  const name = (await files.list()).find((one) => one.endsWith('.segment')) ?? '';
  const bytes = files.bytesOf(name);
  // Damage sends the search into the text.
  bytes.writeUInt32LE(0, bytes.indexOf(0x0a) + 1);
  files.put(name, bytes);
  const { records } = await recovered(files);
  expect(records.map(({ content }) => content)).toEqual(['bad_line', isOwn ? 'fake' : '2', '3']);
});
