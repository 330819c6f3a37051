import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DStream } from '../dstream/dstream.ts';
import { StreamingContext } from '../streaming-context.ts';
import type { StreamingContextOptions } from '../streaming-context-options.ts';
import { ManualClock, until } from '../testing/index.ts';
import { encodeRawBlock } from './raw-socket.ts';

let server: Server;
let port: number;
let ssc: StreamingContext | undefined;
const sockets: Socket[] = [];

beforeEach(async () => {
  server = createServer((socket) => sockets.push(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  await ssc?.stop();
  ssc = undefined;
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

function start<T>(define: (ssc: StreamingContext) => DStream<T>, options: StreamingContextOptions = {}) {
  const clock = new ManualClock();
  const context = new StreamingContext({}, 100, { clock, ...options });
  ssc = context;
  const batches: T[][] = [];
  const errors: string[] = [];
  const failures: string[] = [];
  let numRecords = 0;
  define(context).foreachRDD(async (rdd) => void batches.push(await rdd.collect()));
  context.addStreamingListener({
    onReceiverError: ({ lastErrorMessage, lastError }) =>
      errors.push(`${lastErrorMessage} ${lastError.split('\n')[0]}`.trim()),
    onBatchCompleted({ numRecords: more, outputOperationInfos }) {
      numRecords += more;
      for (const { failureReason } of outputOperationInfos) if (failureReason) failures.push(failureReason);
    },
  });
  context.start();
  context.awaitTermination().catch(() => {});
  /** Runs batches until `condition` holds. */
  const runUntil = async (condition: () => boolean): Promise<void> => {
    while (!condition()) {
      await new Promise(setImmediate);
      clock.advance(100);
      await context.awaitIdle();
    }
  };
  return { clock, batches, errors, failures, runUntil, numRecords: () => numRecords };
}

async function connection(): Promise<Socket> {
  if (sockets.length === 0) await once(server, 'connection');
  return sockets.at(-1) as Socket;
}

test('socket-lines I1 five lines sent while the clock goes on come out in order, and are counted', async () => {
  const { batches, runUntil, numRecords } = start((context) => context.socketTextStream('127.0.0.1', port));
  const socket = await connection();
  for (let i = 1; i <= 5; i += 1) {
    socket.write(`${i}\n`);
    await runUntil(() => batches.flat().length === i);
  }
  expect(batches.flat()).toEqual(['1', '2', '3', '4', '5']);
  expect(numRecords()).toBe(5);
});

test('I7 above the rate the socket is not read: the sender has to wait', async () => {
  const { clock, batches } = start((context) => context.socketTextStream('127.0.0.1', port), {
    maxRatePerSecond: 1000,
    blockInterval: 100,
  });
  const socket = await connection();
  const line = `${'x'.repeat(999)}\n`;
  let numAccepted = 0;
  const pour = (): void => {
    for (let i = 0; i < 1000; i += 1)
      socket.write(line, () => {
        numAccepted += 1;
      });
  };
  for (let i = 0; i < 30; i += 1) pour();
  for (let i = 0; i < 100; i += 1) {
    clock.advance(10);
    await new Promise(setImmediate);
    await ssc?.awaitIdle();
  }
  const received = batches.flat().length;
  // 1 s at 1000 a second; a piece of a socket is up to 64 KiB, and paid for afterwards.
  expect(received).toBeGreaterThan(800);
  expect(received).toBeLessThan(1200);
  expect(numAccepted).toBeLessThan(30_000);
});

describe('a converter', () => {
  async function* numbers(bytes: AsyncIterable<Uint8Array>): AsyncIterable<number> {
    for await (const line of createInterface({ input: Readable.from(bytes) })) yield Number(line);
  }

  test('I14 makes the records; when the server closes it is connected again', async () => {
    const { batches, errors, runUntil } = start((context) =>
      context.socketStream('127.0.0.1', port, numbers),
    );
    (await connection()).end('1\n2\n3');
    await runUntil(() => batches.flat().length === 3);
    await until(() => errors.length === 1);
    await runUntil(() => sockets.length === 2);
    sockets[1]?.write('4\n');
    await runUntil(() => batches.flat().length === 4);

    expect(batches.flat()).toEqual([1, 2, 3, 4]);
    expect(errors).toEqual(['Socket data stream had no more data']);
  });

  test('I14 what it throws is reported, and it begins anew', async () => {
    const { errors, runUntil } = start((context) =>
      context.socketStream('127.0.0.1', port, async function* (bytes) {
        for await (const piece of bytes) throw new Error(`not ${piece}`);
        yield 1;
      }),
    );
    (await connection()).write('this');
    await until(() => errors.length === 1);
    await runUntil(() => sockets.length === 2);
    expect(errors[0]).toBe(`Error receiving data from 127.0.0.1:${port} Error: not this`);
  });

  test('I3 a server that is not there is tried again', async () => {
    server.close();
    await once(server, 'close');
    const { errors, runUntil } = start((context) => context.socketStream('127.0.0.1', port, numbers));
    await runUntil(() => errors.length === 2);
    expect(errors[1]).toMatch(
      new RegExp(`^Error connecting to 127.0.0.1:${port} Error: connect ECONNREFUSED`),
    );
  });
});

describe('raw blocks', () => {
  test('I15 JSON lines after their length, cut anywhere, each block a partition', async () => {
    let numPartitions = 0;
    const { batches, runUntil, numRecords } = start((context) =>
      context.rawSocketStream<unknown>('127.0.0.1', port).transform((rdd) => {
        numPartitions += rdd.numPartitions;
        return rdd;
      }),
    );
    const socket = await connection();
    socket.setNoDelay(true);
    const sent = [[{ a: 1 }, 'é\n', null], [[1, 2]]];
    for (const byte of Buffer.concat(sent.map((records) => encodeRawBlock(records)))) {
      socket.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    await runUntil(() => batches.flat().length === 4);
    expect(batches.flat()).toEqual(sent.flat());
    expect([numPartitions, numRecords()]).toEqual([2, 4]);
  });

  test.each([
    [
      'a length above 16 MiB',
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
      /a block says that it has 4294967295 bytes/,
    ],
    ['no length', Buffer.from([0, 0, 0, 0]), /a block says that it has 0 bytes/],
    ['half a block', Buffer.from([0, 0, 0, 9, 1]), /the server closed after 5 bytes of a block/],
  ])('I15 %s ends the connection and is reported', async (_name, bytes, expected) => {
    const { errors } = start((context) => context.rawSocketStream('127.0.0.1', port));
    (await connection()).end(bytes);
    await until(() => errors.length === 1);
    expect(errors[0]).toMatch(expected);
  });

  test('I15 a record that is no JSON fails its task, and says how it begins', async () => {
    const { failures, runUntil } = start((context) => context.rawSocketStream('127.0.0.1', port));
    const payload = Buffer.from('{"a":1}\n{oops\n');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(payload.length);
    (await connection()).write(Buffer.concat([length, payload]));
    await runUntil(() => failures.length > 0);
    expect(failures[0]).toContain('a record of a raw block is "{oops"; it must be JSON on one line');
  });
});
