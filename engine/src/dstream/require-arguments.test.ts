import { afterEach, describe, expect, test } from 'vitest';
import { Receiver } from '../receiver/receiver.ts';
import { StreamingContext } from '../streaming-context.ts';
import { ManualClock, runStream } from '../testing/index.ts';
import type { DStream } from './dstream.ts';

// What a program in JavaScript may give.
const nothing = undefined as never;

let ssc: StreamingContext | undefined;
afterEach(() => ssc?.stop());

function codeOf(make: (stream: DStream<[string, number]>, context: StreamingContext) => unknown): unknown {
  const context = new StreamingContext({}, 1000, { clock: new ManualClock() });
  const stream = context.queueStream<[string, number]>([[['a', 1]]]);
  try {
    make(stream, context);
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

describe('what can be known when a stream is made is said then', () => {
  test.each<[string, (stream: DStream<[string, number]>) => unknown]>([
    ['map', (stream) => stream.map(nothing)],
    ['filter', (stream) => stream.filter(nothing)],
    ['flatMap', (stream) => stream.flatMap('x' as never)],
    ['mapValues', (stream) => stream.mapValues(nothing)],
    ['mapPartitions', (stream) => stream.mapPartitions(nothing)],
    ['reduceByKey', (stream) => stream.reduceByKey(nothing)],
    ['reduceByKeyAndWindow', (stream) => stream.reduceByKeyAndWindow(nothing, 2000, 1000)],
    ['updateStateByKey', (stream) => stream.updateStateByKey(nothing)],
    ['transform', (stream) => stream.transform(nothing)],
    ['transformWith', (stream) => stream.transformWith(stream, nothing)],
    ['foreachRDD', (stream) => stream.foreachRDD(nothing)],
  ])('O10 INVALID_FUNCTION: %s', (_, make) => expect(codeOf(make)).toBe('INVALID_FUNCTION'));

  test.each<[string, (stream: DStream<[string, number]>) => unknown]>([
    ['repartition', (stream) => stream.repartition(0)],
    ['groupByKey', (stream) => stream.groupByKey(0)],
    ['reduceByKey', (stream) => stream.reduceByKey((a) => a, 1.5)],
    ['countByValue', (stream) => stream.countByValue(-1)],
    ['reduceByKeyAndWindow', (stream) => stream.reduceByKeyAndWindow((a) => a, 2000, 1000, 0)],
    ['groupByKeyAndWindow', (stream) => stream.groupByKeyAndWindow(2000, 1000, 0)],
    ['updateStateByKey', (stream) => stream.updateStateByKey((v) => v[0], { numPartitions: 0 })],
    ['join', (stream) => stream.join(stream, 0)],
    ['cogroup', (stream) => stream.cogroup(stream, Number.NaN)],
  ])('O10 INVALID_NUM_PARTITIONS: %s', (_, make) => expect(codeOf(make)).toBe('INVALID_NUM_PARTITIONS'));

  test.each([0, -1, 99_999, 1.5, Number.NaN, nothing])('I17 INVALID_PORT: %s', (port) => {
    expect(codeOf((_, context) => context.socketTextStream('localhost', port))).toBe('INVALID_PORT');
    expect(codeOf((_, context) => context.rawSocketStream('localhost', port))).toBe('INVALID_PORT');
  });

  test.each(['', ' ', nothing])('I17 INVALID_HOST: %j', (host) => {
    expect(codeOf((_, context) => context.socketTextStream(host, 9999))).toBe('INVALID_HOST');
  });
});

test.each<[string, unknown]>([
  ['a number', 5],
  ['a promise', Promise.resolve(1)],
  ['a list', [1]],
])('O3 a transform function that gives %s gives no RDD', async (_, given) => {
  await expect(runStream([[1]], (stream) => stream.transform(() => given as never))).rejects.toMatchObject({
    code: 'TRANSFORM_RETURNED_NOTHING',
  });
});

test('I18 a receiver feeds one stream at a time', async () => {
  class Silent extends Receiver<number> {
    override onStart(): void {}
    override onStop(): void {}
  }
  const receiver = new Silent();
  const make = (numStreams: number): StreamingContext => {
    ssc = new StreamingContext({}, 1000, { clock: new ManualClock() });
    for (let i = 0; i < numStreams; i += 1) ssc.receiverStream(receiver).foreachRDD(() => {});
    return ssc;
  };
  expect(() => make(2).start()).toThrow(expect.objectContaining({ code: 'RECEIVER_IN_USE' }));
  await ssc?.stop();
  make(1).start();
  expect(receiver.isStarted).toBe(true);
});
