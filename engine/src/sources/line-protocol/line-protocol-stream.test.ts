import { afterEach, expect, test } from 'vitest';
import { StreamingContext } from '../../streaming-context.ts';
import { until } from '../../testing/until.ts';
import { SystemClock } from '../../time/clock.ts';
import { type LineProtocolStreamOptions, lineProtocolStream } from './line-protocol-stream.ts';
import { greetingOf, listen, recordLine } from './test-support.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function setUp(
  hello: string | ((number: number) => string),
  options: Partial<LineProtocolStreamOptions> = {},
) {
  const reader = await listen((socket, number) =>
    socket.write(typeof hello === 'string' ? hello : hello(number)),
  );
  const ssc = new StreamingContext({ master: 'local[1]' }, 100, {
    batchTime: 'source',
    clock: new SystemClock(),
  });
  opened.push(reader.close, () => ssc.stop());
  const stream = lineProtocolStream(ssc, {
    host: '127.0.0.1',
    port: reader.port,
    engineId: 'engine-1',
    position: () => undefined,
    ...options,
  });
  return { reader, ssc, stream };
}

test('batches by the records’ stamps, each with its range, acked when committed', async () => {
  const text = [1050, 1100, 1101, 1250].map((at, i) => recordLine(i + 1, at)).join('');
  const { reader, ssc, stream } = await setUp(`${greetingOf({ next: 5 })}${text}{"end":{"next":5}}\n`);
  const seen: [number, number, unknown][] = [];
  stream.foreachRDD(async (rdd, batchTime) => {
    const records = await rdd.collect();
    const range = stream.offsetRange(batchTime);
    seen.push([batchTime, records.length, range && [range.source, range.fromSequence, range.untilSequence]]);
    if (range !== undefined) stream.commit(range);
  });

  ssc.start();
  await ssc.awaitSourcesEnded();
  await until(() => reader.peers[0]?.heard.includes('"ack":4') ?? false);

  expect(seen).toEqual([
    [1100, 2, ['replay', 1, 3]],
    [1200, 1, ['replay', 3, 4]],
    [1300, 1, ['replay', 4, 5]],
  ]);
  expect(stream.status?.state).toBe('ended');
  expect(stream.counters.records).toBe(4);
  expect(stream.offsetRange(5000)).toBeUndefined();
});

test('records are JSON text, with their stamp', async () => {
  const { ssc, stream } = await setUp(`${greetingOf({ next: 2 })}${recordLine(1, 1050)}{"end":{"next":2}}\n`);
  const records: string[] = [];
  stream.foreachRDD(async (rdd) => {
    records.push(...(await rdd.collect()));
  });
  ssc.start();
  await ssc.awaitSourcesEnded();
  expect(records).toEqual(['{"data":{"id":"1"},"__rec":{"at":1050}}']);
});

test('a batch with records of two epochs has a range of each', async () => {
  const { reader, ssc, stream } = await setUp(
    (number) =>
      number === 1
        ? `${greetingOf({ epoch: 'a', next: 2 })}${recordLine(1, 1010)}`
        : `${greetingOf({ epoch: 'b', next: 3 })}${recordLine(1, 1020)}${recordLine(2, 1030)}{"end":{"next":3}}\n`,
    { random: () => 0 },
  );
  const ranges: unknown[] = [];
  let newest: unknown;
  stream.foreachRDD((_rdd, batchTime) => {
    ranges.push(...stream.offsetRanges(batchTime).map(({ epoch, untilSequence }) => [epoch, untilSequence]));
    newest = stream.offsetRange(batchTime)?.epoch;
  });

  ssc.start();
  await until(() => stream.counters.records === 1);
  reader.peers[0]?.socket.end();
  await ssc.awaitSourcesEnded();

  expect(ranges).toEqual([
    ['a', 2],
    ['b', 3],
  ]);
  expect(newest).toBe('b');
});
