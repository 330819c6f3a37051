import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Spool, type SpoolOptions } from './spool.ts';
import { recordOf, recordsOf } from './test-support.ts';

function filled(numRecords: number, options: SpoolOptions = {}): Spool {
  const spool = new Spool(options);
  spool.append(recordsOf(1, numRecords + 1));
  return spool;
}

/** All lines from `sequence` on. */
function linesFrom(spool: Spool, sequence: number): string[] {
  const lines: string[] = [];
  let next = sequence;
  for (let slice = spool.read(next); slice !== undefined; slice = spool.read(next)) {
    lines.push(...Buffer.from(slice.bytes).toString().split('\n').slice(0, -1));
    next = slice.next;
  }
  return lines;
}

test('an empty one holds nothing and begins at 1', () => {
  const spool = new Spool();
  expect([spool.first, spool.next, spool.isFull]).toEqual([1, 1, false]);
  expect(spool.read(1)).toBeUndefined();
  expect(spool.dropOldest()).toBe(0);
});

test('records come out as protocol lines, from any of them on', () => {
  const spool = filled(3);
  expect(linesFrom(spool, 2)).toEqual([
    '{"s":2,"r":{"data":{"id":"2"},"__rec":{"at":1002}}}',
    '{"s":3,"r":{"data":{"id":"3"},"__rec":{"at":1003}}}',
  ]);
  expect(spool.read(4)).toBeUndefined();
  expect(spool.atOf(2)).toBe(1002);
  expect(spool.lastAt).toBe(1003);
});

test.each([1, 9, 10, 99, 1000, 12_345, 99_999])('numbers and contents survive many segments: %i', (from) => {
  const spool = filled(from + 2_000, { maxBytes: 40_000_000 });
  const lines = linesFrom(spool, from);
  expect(lines.length).toBe(2_001);
  lines.forEach((line, i) => {
    expect(JSON.parse(line).s).toBe(from + i);
  });
});

test('a record of 64 KiB fits, a longer one is replaced', () => {
  const spool = new Spool({ maxBytes: 1000 });
  const longest = recordOf(1, 5, 'x'.repeat(64 * 1024 - 46));
  expect(longest.line.length).toBe(64 * 1024);
  spool.append([longest, { at: 6, line: Buffer.alloc(64 * 1024 + 1, 'x') }]);
  const lines = linesFrom(spool, 1);
  expect(lines[0]).toBe(`{"s":1,"r":${Buffer.from(longest.line).toString()}}`);
  expect(lines[1]).toBe('{"s":2,"r":{"__rec":{"at":6,"error":"too_long"}}}');
});

describe('acks', () => {
  test('let go of what every known engine has', () => {
    const spool = filled(100, { maxRecords: 80 });
    spool.remember('a', 0);
    spool.remember('b', 0);
    spool.ack('a', 100);
    expect(spool.first).toBe(1);
    spool.ack('b', 50);
    expect(spool.first).toBe(51);
    spool.ack('b', 100);
    expect([spool.first, spool.next]).toEqual([101, 101]);
  });

  test.each([
    ['of a stranger', 'stranger', 100],
    ['that goes back', 'a', 1],
    ['of 0', 'a', 0],
  ])('%s change nothing', (_name, engineId, sequence) => {
    const spool = filled(100);
    spool.remember('a', 10);
    spool.ack(engineId, sequence);
    expect(spool.first).toBe(1);
    expect(spool.ackedBy('a')).toBe(10);
  });

  test('beyond the end count as the end', () => {
    const spool = filled(100);
    spool.remember('a', 0);
    spool.ack('a', 1e15);
    expect(spool.ackedBy('a')).toBe(100);
  });

  test('of an engine that has left are not waited for', () => {
    const spool = filled(100);
    spool.remember('a', 0);
    spool.remember('gone', 0);
    spool.ack('a', 100);
    spool.forget('gone');
    expect(spool.first).toBe(101);
  });

  test('of at most 64 engines are remembered, the last heard of', () => {
    const spool = filled(10);
    for (let i = 0; i < 65; i += 1) spool.remember(`engine-${i}`, i);
    expect(spool.ackedBy('engine-0')).toBeUndefined();
    expect(spool.ackedBy('engine-1')).toBe(1);
    expect(spool.ackedBy('engine-64')).toBe(64);
  });
});

describe('bounds', () => {
  test.each([
    ['records', { maxRecords: 100 }],
    ['bytes', { maxBytes: 8000 }],
  ])('by %s: what does not fit is dropped, the oldest first, and counted', (_name, options) => {
    const spool = new Spool(options);
    let mostHeld = 0;
    for (let i = 1; i <= 2000; i += 1) {
      spool.append([recordOf(i)]);
      while (spool.isFull) spool.dropOldest();
      mostHeld = Math.max(mostHeld, spool.next - spool.first);
    }
    expect(mostHeld).toBeLessThanOrEqual(140);
    expect(spool.numDropped).toBe(spool.first - 1);
    expect(linesFrom(spool, spool.first).length).toBe(spool.next - spool.first);
  });

  test('what everyone had is not counted as dropped', () => {
    const spool = filled(16, { maxRecords: 16 });
    spool.remember('a', 1);
    expect(spool.dropOldest()).toBe(2);
    expect(spool.numDropped).toBe(1);
  });
});

test('restarted, it is empty and goes on where it is told', () => {
  const spool = filled(10);
  spool.restartAt(5);
  expect([spool.first, spool.next, spool.lastAt]).toEqual([5, 5, Number.NEGATIVE_INFINITY]);
  spool.append([recordOf(5)]);
  expect(linesFrom(spool, 5)).toEqual(['{"s":5,"r":{"data":{"id":"5"},"__rec":{"at":1005}}}']);
});

test('whatever is appended, acked and dropped: it holds one unbroken run, line for line', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('append' as const), count: fc.nat(30) }),
    fc.record({ do: fc.constant('ack' as const), count: fc.nat(300) }),
    fc.record({ do: fc.constant('drop' as const), count: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const spool = new Spool({ maxRecords: 64, maxBytes: 6000 });
      spool.remember('a', 0);
      for (const { do: what, count } of steps) {
        if (what === 'append') spool.append(recordsOf(spool.next, spool.next + count));
        if (what === 'ack') spool.ack('a', count);
        if (what === 'drop') spool.dropOldest();
      }
      const sequences = linesFrom(spool, spool.first).map((line) => JSON.parse(line).s);
      expect(sequences).toEqual(Array.from({ length: spool.next - spool.first }, (_, i) => spool.first + i));
    }),
  );
});

test('the memory of what was let go is used again, but not while it is on its way to somebody', () => {
  const numRecords = 64 * 200;
  const spool = new Spool({ maxRecords: numRecords });
  const [fast, slow] = [spool.cursor(), spool.cursor()];
  const sent: { readonly bytes: Uint8Array; readonly text: string }[] = [];
  spool.remember('engine', 0);
  let next = 1;
  for (let round = 0; round < 4; round += 1) {
    spool.append(recordsOf(spool.next, spool.next + numRecords));
    for (let slice = fast.read(next); slice !== undefined; slice = fast.read(next)) {
      slow.read(next);
      sent.push({ bytes: slice.bytes, text: Buffer.from(slice.bytes).toString() });
      next = slice.next;
    }
    fast.taken?.(next);
    spool.ack('engine', next - 1);
    expect(sent.every(({ bytes, text }) => Buffer.from(bytes).toString() === text)).toBe(true);
  }
  expect(new Set(sent.map(({ bytes }) => bytes.buffer)).size).toBe(sent.length);

  // Now that nobody needs it, the same bytes come again and again.
  slow.close();
  const buffers = new Set<ArrayBufferLike>();
  for (let round = 0; round < 4; round += 1) {
    spool.append(recordsOf(spool.next, spool.next + numRecords));
    for (let slice = fast.read(next); slice !== undefined; slice = fast.read(next)) {
      expect(Buffer.from(slice.bytes).toString().startsWith(`{"s":${next},`)).toBe(true);
      buffers.add(slice.bytes.buffer);
      next = slice.next;
    }
    fast.taken?.(next);
    spool.ack('engine', next - 1);
  }
  expect(buffers.size).toBeLessThan(sent.length);
});
