import { expect, test } from 'vitest';
import { ManualClock } from '../../testing/manual-clock.ts';
import { BlockGrouper } from './block-grouper.ts';
import { FakeSink } from './test-support.ts';

function setUp() {
  const clock = new ManualClock(0);
  const sink = new FakeSink();
  const late: number[] = [];
  let numFull = 0;
  const grouper = new BlockGrouper({
    sink,
    batchDuration: 10,
    clock,
    onFull: () => {
      numFull += 1;
    },
    onLate: (numRecords) => late.push(numRecords),
  });
  grouper.begin('replay', 'e1');
  const put = (sequence: number, at: number, text = `{"n":${sequence}}`): void => {
    const bytes = Buffer.from(`<${text}>`);
    grouper.record(sequence, at, bytes, 1, bytes.length - 1);
  };
  /** Blocks as `batch:from-until(late)`. */
  const blocks = (): string[] =>
    sink.blocks.map(
      ({ batchTime, fromSequence, untilSequence, numLate }) =>
        `${batchTime}:${fromSequence}-${untilSequence}${numLate > 0 ? `(${numLate})` : ''}`,
    );
  return { clock, sink, grouper, put, blocks, late, numFull: () => numFull };
}

test.each([
  ['the end of a batch belongs to it', [1, 9, 10, 11, 20, 21], ['10:1-4', '20:4-6', '30:6-7']],
  ['batches without records are left out', [5, 45], ['10:1-2', '50:2-3']],
  ['stamp 0 is in batch 0', [0, 1], ['0:1-2', '10:2-3']],
  ['equal stamps stay together', [7, 7, 7], ['10:1-4']],
  ['a stamp that goes back comes late', [5, 15, 6, 16], ['10:1-2', '20:2-5(1)']],
])('the stamp decides the batch: %s', (_name, ats, expected) => {
  const { grouper, put, blocks } = setUp();
  ats.forEach((at, i) => {
    put(i + 1, at);
  });
  grouper.flush();
  expect(blocks()).toEqual(expected);
});

test('a block holds its records as they came, one a line', () => {
  const { grouper, put, sink } = setUp();
  put(1, 1, '{"a":"é"}');
  put(2, 2, '{"b":2}');
  grouper.flush();
  expect(sink.lines).toEqual(['{"a":"é"}', '{"b":2}']);
  expect(sink.blocks[0]).toMatchObject({ numRecords: 2, epoch: 'e1' });
});

test('a block waits 200 ms and no longer', () => {
  const { clock, put, blocks } = setUp();
  put(1, 1);
  clock.advance(150);
  put(2, 2);
  clock.advance(49);
  expect(blocks()).toEqual([]);
  clock.advance(1);
  expect(blocks()).toEqual(['10:1-3']);
  expect(clock.pending).toBe(0);
});

test('a connection’s first block waits 10 ms: after a crash its sender has waited long enough', () => {
  const { clock, grouper, put, blocks } = setUp();
  grouper.connection({ connected: true, clock: 'live' });
  put(1, 1);
  clock.advance(10);
  expect(blocks()).toEqual(['10:1-2']);
  put(2, 2);
  clock.advance(199);
  expect(blocks()).toEqual(['10:1-2']);
  clock.advance(1);
  expect(blocks()).toEqual(['10:1-2', '10:2-3']);
});

test('a block is closed at 256 KiB, and owns its bytes', () => {
  const { put, sink } = setUp();
  const text = 'x'.repeat(1023);
  for (let i = 1; i <= 600; i += 1) put(i, 1, text);
  expect(sink.blocks.map(({ numRecords }) => numRecords)).toEqual([256, 256]);
  const [first, second] = sink.blocks;
  expect(first?.bytes.byteLength).toBe(256 * 1024);
  expect(first?.bytes.buffer).not.toBe(second?.bytes.buffer);
});

test('a record larger than a block gets one of its own', () => {
  const { put, sink, grouper, blocks } = setUp();
  put(1, 1);
  put(2, 1, 'x'.repeat(400_000));
  put(3, 1);
  grouper.flush();
  expect(blocks()).toEqual(['10:1-2', '10:2-3', '10:3-4']);
  expect(sink.blocks[1]?.bytes.byteLength).toBe(400_001);
});

test('a watermark past the batch comes after its records, one within it does not hurry them', () => {
  const { grouper, put, sink, blocks } = setUp();
  put(1, 5);
  grouper.watermark(10);
  expect(blocks()).toEqual([]);
  grouper.watermark(11);
  expect(blocks()).toEqual(['10:1-2']);
  expect(sink.said).toEqual(['watermark 10', 'watermark 11']);
});

test('the first record of a later batch says that the one before is over, and does not wait for its own block', () => {
  const { put, sink, blocks } = setUp();
  put(1, 5);
  expect(sink.said).toEqual([]);
  put(2, 38);
  expect(blocks()).toEqual(['10:1-2']);
  expect(sink.said).toEqual(['watermark 31']);
});

test('what comes for a closed batch goes into the next open one and is counted', () => {
  const { grouper, put, sink, blocks, late } = setUp();
  sink.lastBatchTime = 30;
  put(1, 5);
  put(2, 29);
  put(3, 31);
  put(4, 41);
  grouper.flush();
  expect(blocks()).toEqual(['40:1-4(2)', '50:4-5']);
  expect(late).toEqual([2]);
});

test('a stream that comes back goes on in the batch where it was, whoever was there meanwhile', () => {
  const { grouper, put, blocks } = setUp();
  put(1, 25);
  grouper.begin('raw', 'plain');
  put(1, 7);
  grouper.begin('replay', 'e1');
  put(2, 8);
  grouper.flush();
  expect(blocks()).toEqual(['30:1-2', '10:1-2', '30:2-3(1)']);
});

test('so it does behind the blocks of an earlier life, though the last of them is another stream’s', () => {
  const { grouper, put, blocks } = setUp();
  grouper.goOnBehind('e1', 30);
  grouper.goOnBehind('plain', 20);
  grouper.begin('replay', 'e1');
  put(2, 8);
  grouper.flush();
  expect(blocks()).toEqual(['30:2-3(1)']);
});

test('so does what waited while its batch was closed', () => {
  const { grouper, put, sink, blocks } = setUp();
  put(1, 5);
  sink.lastBatchTime = 20;
  put(2, 6);
  grouper.flush();
  put(3, 7);
  grouper.flush();
  expect(blocks()).toEqual(['30:1-3(2)', '30:3-4(1)']);
});

test.each([
  ['sequence numbers that were lost', (grouper: BlockGrouper) => grouper.begin('replay', 'e1'), 9],
  ['another epoch', (grouper: BlockGrouper) => grouper.begin('replay', 'e2'), 1],
])('a block never reaches over %s', (_name, between, next) => {
  const { grouper, put, sink, blocks } = setUp();
  put(1, 5);
  between(grouper);
  put(next, 6);
  grouper.flush();
  expect(blocks()).toEqual(['10:1-2', `10:${next}-${next + 1}`]);
  expect(sink.blocks.map(({ epoch }) => epoch)[0]).toBe('e1');
});

test('a lost connection and the end bring what waits before them', () => {
  const { grouper, put, sink, blocks } = setUp();
  put(1, 5);
  grouper.connection({ connected: false, clock: 'live' });
  expect(blocks()).toEqual(['10:1-2']);
  put(2, 6);
  grouper.end();
  expect(blocks()).toEqual(['10:1-2', '10:2-3']);
  expect(sink.said).toEqual(['away live', 'end']);
});

test('it says when the sink has enough', () => {
  const { grouper, put, sink, numFull } = setUp();
  sink.accepts = false;
  put(1, 5);
  grouper.flush();
  expect(numFull()).toBe(1);
});
