import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import type { LogDamage } from './recover-segments.ts';
import { SegmentLog } from './segment-log.ts';
import { MemorySegmentFolder } from './testing/memory-segment-folder.ts';

const NAME = '00000001.log';
const NUM_RECORDS = 50;

/** What is in a folder whose one segment has these bytes. */
function recover(bytes: Buffer): { records: string[]; damage: LogDamage; folder: MemorySegmentFolder } {
  const folder = new MemorySegmentFolder();
  folder.put(NAME, bytes);
  const records: string[] = [];
  const { damage } = new SegmentLog({ folder, clock: new ManualClock() }, ({ payload }) => {
    records.push(Buffer.from(payload).toString());
    return 0;
  });
  return { records, damage, folder };
}

/** 50 records, a group each or all in one; and where each one ends. */
async function segment(isOneGroup: boolean): Promise<{ bytes: Buffer; texts: string[]; ends: number[] }> {
  const folder = new MemorySegmentFolder();
  const log = new SegmentLog({ folder, clock: new ManualClock(), salt: () => 12_345 }, () => 0);
  const texts = Array.from({ length: NUM_RECORDS }, (_, i) => `${i}${'.'.repeat(i % 7)}`);
  const appended = [];
  for (const text of texts) {
    const place = log.append([Buffer.from(text)]);
    appended.push(place);
    if (!isOneGroup) await place;
  }
  const places = await Promise.all(appended);
  return { bytes: folder.read(NAME), texts, ends: places.map(({ offset, length }) => offset + length) };
}

test.each([true, false])(
  'S36 cut at any byte, a segment gives exactly the records before it (one group: %s)',
  async (isOneGroup) => {
    const { bytes, texts, ends } = await segment(isOneGroup);
    expect(recover(bytes)).toMatchObject({ records: texts, damage: { tornBytes: 0, damagedBytes: 0 } });
    for (let length = 0; length < bytes.length; length += 1) {
      const { records, damage, folder } = recover(Buffer.from(bytes.subarray(0, length)));
      const whole = ends.filter((end) => end <= length).length;
      expect(records.length).toBe(whole);
      expect(records).toEqual(texts.slice(0, whole));
      const end = whole === 0 ? (length < 32 ? 0 : 32) : (ends[whole - 1] as number);
      expect(damage).toEqual({ tornBytes: length - end, damagedBytes: 0, keptAs: [] });
      expect(folder.read(NAME).length).toBe(end);
    }
  },
);

test.each([true, false])(
  'S36 with any bit flipped nothing is given that was not written (one group: %s)',
  async (isOneGroup) => {
    const { bytes, texts, ends } = await segment(isOneGroup);
    const starts = [32, ...ends];
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const at = bit >> 3;
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ (1 << (bit & 7));
      const { records, damage, folder } = recover(damaged);
      const hit = ends.findIndex((end) => at < end);
      if (at < 32) {
        expect(records).toEqual([]);
        continue;
      }
      expect(records).toEqual(texts.toSpliced(hit, 1));
      const numBytes = (ends[hit] as number) - (starts[hit] as number);
      // Only what a later group was written after is known to have been durable.
      const wasDurable = !isOneGroup && hit < NUM_RECORDS - 1;
      expect(damage.tornBytes).toBe(wasDurable ? 0 : numBytes);
      expect(damage.damagedBytes).toBe(wasDurable ? numBytes : 0);
      expect(folder.list()).toEqual(wasDurable ? [NAME, `${NAME}.corrupt`] : [NAME]);
      if (wasDurable && (bit & 7) === 0) expect(folder.read(`${NAME}.corrupt`)).toEqual(damaged);
      // Put in order once, it is in order.
      if (bit % 37 === 0)
        expect(recover(folder.read(NAME))).toMatchObject({
          records,
          damage: { tornBytes: 0, damagedBytes: 0 },
        });
    }
  },
);

test('control: without a checksum a flipped bit goes through', async () => {
  const { bytes, texts } = await segment(true);
  const lengths = (flipped: Buffer): string[] => {
    const records: string[] = [];
    for (let at = 32; at + 20 <= flipped.length; ) {
      const end = at + 20 + flipped.readUInt32LE(at + 4);
      records.push(flipped.toString('utf8', at + 20, end));
      at = end;
    }
    return records;
  };
  expect(lengths(bytes)).toEqual(texts);
  let wrong = 0;
  for (let at = 32; at < bytes.length; at += 1) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] as number) ^ 1;
    if (lengths(damaged).some((text) => !texts.includes(text))) wrong += 1;
  }
  expect(wrong).toBeGreaterThan(100);
});

test('S36 a segment damaged before the last one is kept as .corrupt, and what follows is read', async () => {
  const folder = new MemorySegmentFolder();
  const clock = new ManualClock();
  const log = new SegmentLog({ folder, clock, segmentBytes: 100 }, () => 0);
  for (let i = 0; i < 12; i += 1) await log.append([Buffer.from(`record ${i}`)]);
  const [first = ''] = folder.list();
  expect(folder.list().length).toBe(4);
  folder.put(first, folder.read(first).subarray(0, 90));

  const records: string[] = [];
  const again = new SegmentLog({ folder, clock }, ({ payload, isAfterDamage }) => {
    records.push(`${Buffer.from(payload)}${isAfterDamage ? ' after damage' : ''}`);
    return 0;
  });
  expect(records.slice(0, 4)).toEqual([
    'record 0',
    'record 1',
    'record 3 after damage',
    'record 4 after damage',
  ]);
  expect(again.damage).toMatchObject({ tornBytes: 0, keptAs: [`${first}.corrupt`] });
  expect(folder.read(`${first}.corrupt`).length).toBe(90);
});

test('S36 bytes of a payload never pass for a record, though they look like one', async () => {
  const inner = await segment(false);
  const folder = new MemorySegmentFolder();
  const log = new SegmentLog({ folder, clock: new ManualClock(), salt: () => 54_321 }, () => 0);
  for (const text of ['a', 'b']) await log.append([Buffer.from(text)]);
  const hostile = await log.append([inner.bytes]);
  await log.append([Buffer.from('d')]);
  const bytes = folder.read(NAME);
  bytes[hostile.offset - 1] = 0xff;
  expect(recover(bytes).records).toEqual(['a', 'b', 'd']);
});

test('S36 damage within a group is damage when a group follows it', async () => {
  const folder = new MemorySegmentFolder();
  const log = new SegmentLog({ folder, clock: new ManualClock() }, () => 0);
  const first = ['a0', 'a1', 'a2'].map((text) => log.append([Buffer.from(text)]));
  await Promise.all(first);
  await log.append([Buffer.from('b0')]);
  const bytes = folder.read(NAME);
  bytes.writeUInt8(0, bytes.indexOf('a1'));
  const { records, damage } = recover(bytes);
  expect(records).toEqual(['a0', 'a2', 'b0']);
  expect(damage).toEqual({ tornBytes: 0, damagedBytes: 22, keptAs: [`${NAME}.corrupt`] });
});
