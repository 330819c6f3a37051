import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type ConnectionFaults, FaultProxy } from './fault-proxy.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An engine's socket, through a proxy, and the reader's end of it. */
async function through(faults: ConnectionFaults, onEngineLine: (line: string) => void = () => {}) {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => void server.close());
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const target = (server.address() as AddressInfo).port;
  const proxy = await FaultProxy.start({ target, faults: () => faults, onEngineLine });
  closing.push(() => proxy.close());
  const engine = connect(proxy.port, '127.0.0.1');
  const [reader] = await accepted;
  for (const socket of [engine, reader]) {
    socket.on('error', () => {});
    closing.push(() => void socket.destroy());
  }
  return { proxy, engine, reader };
}

/** Unlike `once`, whatever went wrong before. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

async function bytesUntilClosed(
  socket: Socket,
): Promise<{ pieces: number[]; text: string; hadError: boolean }> {
  const pieces: number[] = [];
  let text = '';
  let hadError = false;
  socket.on('error', () => {
    hadError = true;
  });
  socket.on('data', (bytes: Buffer) => {
    pieces.push(bytes.length);
    text += bytes.toString('latin1');
  });
  await closed(socket);
  return { pieces, text, hadError };
}

test.each<[string, ConnectionFaults]>([
  ['none', {}],
  ['latency', { latencyMs: 30 }],
  ['slices', { sliceBytes: 3 }],
  ['little bandwidth', { bytesPerSecond: 20_000, sliceBytes: 100 }],
])('the bytes are the same with %s', async (_name, faults) => {
  const { engine, reader } = await through(faults);
  const sent = Array.from({ length: 200 }, (_, i) => `line ${i}\n`).join('');
  reader.end(sent);
  const { text, hadError } = await bytesUntilClosed(engine);

  expect(text).toBe(sent);
  expect(hadError).toBe(false);
});

test('a connection is reset after so many bytes; another is ended', async () => {
  const reset = await through({ resetAfterBytes: 1000, sliceBytes: 100 });
  reset.reader.write('x'.repeat(5000));
  const first = await bytesUntilClosed(reset.engine);

  const ended = await through({ endAfterBytes: 1000, sliceBytes: 100 });
  ended.reader.write('x'.repeat(5000));
  const second = await bytesUntilClosed(ended.engine);

  expect(first.hadError).toBe(true);
  expect(first.text.length).toBeLessThan(5000);
  expect(second).toMatchObject({ hadError: false });
  expect(second.text.length).toBe(1000);
});

test('what is swallowed never arrives, and nobody is told', async () => {
  const { proxy, engine, reader } = await through({});
  reader.write('before');
  await once(engine, 'data');
  proxy.swallow();
  let heard = 0;
  engine.on('data', () => {
    heard += 1;
  });
  reader.write('after');
  proxy.dropReaderEnd();
  await closed(reader);
  await new Promise((resolve) => setTimeout(resolve, 50));

  expect(heard).toBe(0);
  expect(engine.destroyed || engine.readableEnded).toBe(false);
});

test('it tells what engines say, a line at a time', async () => {
  const lines: string[] = [];
  const { engine, reader } = await through({ sliceBytes: 4 }, (line) => lines.push(line));
  engine.end('{"resume":1}\n{"ack":2}\n');
  reader.resume();
  await once(reader, 'end');

  expect(lines).toEqual(['{"resume":1}', '{"ack":2}']);
});
