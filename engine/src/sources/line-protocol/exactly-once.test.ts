import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../testing/manual-clock.ts';
import { until } from '../../testing/until.ts';
import { LineSplitter } from '../line-splitter.ts';
import { BlockGrouper } from './block-grouper.ts';
import { LineProtocolClient } from './line-protocol-client.ts';
import { FakeSink, greetingOf, listen, recordLine } from './test-support.ts';

const NUM_RECORDS = 300;

/** How one connection goes wrong. */
interface Trouble {
  /** Sequence numbers sent again before those asked for. */
  readonly again: number;
  /** One record is left out, this far on; -1: none. */
  readonly leftOut: number;
  /** A line of garbage takes the place of one record, this far on; -1: none. */
  readonly garbage: number;
  /** It breaks after this many bytes. */
  readonly breaksAfter: number;
  readonly withReset: boolean;
  /** The bytes arrive in pieces of this size. */
  readonly pieces: number;
}

const trouble: fc.Arbitrary<Trouble> = fc.record({
  again: fc.nat(30),
  leftOut: fc.oneof(fc.constant(-1), fc.nat(60)),
  garbage: fc.oneof(fc.constant(-1), fc.nat(60)),
  breaksAfter: fc.nat(6000),
  withReset: fc.boolean(),
  pieces: fc.integer({ min: 1, max: 700 }),
});

function bytesFrom(next: number, { again, leftOut, garbage }: Trouble): Buffer {
  const lines: string[] = [];
  for (let s = Math.max(1, next - again); s <= NUM_RECORDS; s += 1) {
    if (s === next + leftOut) continue;
    lines.push(s === next + garbage && s !== NUM_RECORDS ? '\0 no record {\n' : recordLine(s));
  }
  lines.push(`{"end":{"next":${NUM_RECORDS + 1}}}\n`);
  return Buffer.from(lines.join(''));
}

/** Plays a reader whose connections break as told; when the troubles are over, one goes well. */
async function run(troubles: readonly Trouble[]) {
  const untroubled: Trouble = {
    again: 0,
    leftOut: -1,
    garbage: -1,
    breaksAfter: Number.POSITIVE_INFINITY,
    withReset: false,
    pieces: 700,
  };
  /** Counts every whole record that was sent, whatever its number: what an engine without sequences would do. */
  const naive: number[] = [];
  const reader = await listen((socket, number) => {
    const { breaksAfter, withReset, pieces, ...rest } = troubles[number - 1] ?? untroubled;
    socket.write(greetingOf({ next: NUM_RECORDS + 1 }));
    socket.once('data', (answer: Buffer) => {
      const next = Number(/"resume":(\d+)/.exec(answer.toString())?.[1]);
      const bytes = bytesFrom(next, { ...rest, breaksAfter, withReset, pieces });
      const sent = bytes.subarray(0, Math.min(bytes.length, breaksAfter));
      const splitter = new LineSplitter({
        maxLineBytes: 1000,
        onLine(line, start, end) {
          const sequence = /"s":(\d+)/.exec(line.toString('latin1', start, end))?.[1];
          if (sequence !== undefined) naive.push(Number(sequence));
        },
        onTooLong: () => {},
      });
      splitter.push(sent);
      for (let at = 0; at < sent.length; at += pieces) socket.write(sent.subarray(at, at + pieces));
      if (breaksAfter > bytes.length) return;
      if (withReset) socket.resetAndDestroy();
      else socket.end();
    });
  });
  const clock = new ManualClock(0);
  const sink = new FakeSink();
  const grouper = new BlockGrouper({ sink, batchDuration: 100, clock, onFull: () => {}, onLate: () => {} });
  const client = new LineProtocolClient({
    host: '127.0.0.1',
    port: reader.port,
    engineId: 'e',
    clock,
    target: grouper,
    position: () => undefined,
    random: () => 0,
  });
  client.start();
  await until(() => {
    if (client.status.state === 'connecting') clock.advance(250);
    return sink.said.includes('end') && client.status.state === 'ended';
  });
  await client.stop();
  await reader.close();
  return { sink, client, naive };
}

const all = Array.from({ length: NUM_RECORDS }, (_, i) => i + 1);

test('whatever breaks, repeats or goes missing on the way, each record arrives once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(trouble, { maxLength: 12 }), async (troubles) => {
      const { sink, client } = await run(troubles);

      expect(sink.sequences).toEqual(all);
      expect(sink.lines.length).toBe(NUM_RECORDS);
      expect(client.counters.records).toBe(NUM_RECORDS);
      const batches = sink.blocks.map(({ batchTime }) => batchTime);
      expect(batches).toEqual([...batches].sort((a, b) => a - b));
    }),
    { numRuns: 60 },
  );
}, 240_000);

test('control: the same bytes, counted without looking at the numbers, are wrong', async () => {
  const troubles: Trouble[] = [
    { again: 0, leftOut: -1, garbage: -1, breaksAfter: 3000, withReset: false, pieces: 100 },
    { again: 10, leftOut: -1, garbage: -1, breaksAfter: 5000, withReset: true, pieces: 64 },
    { again: 20, leftOut: 7, garbage: -1, breaksAfter: 6000, withReset: false, pieces: 700 },
  ];
  const { sink, client, naive } = await run(troubles);

  expect(sink.sequences).toEqual(all);
  expect(client.counters.duplicates).toBeGreaterThan(0);
  expect(client.counters.gaps).toBeGreaterThan(0);
  expect(naive.length).toBeGreaterThan(NUM_RECORDS);
});
