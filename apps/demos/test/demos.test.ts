import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

let server: Server;
let child: ChildProcess;
let socket: Socket;

afterEach(async () => {
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  await exit;
  socket.destroy();
  server.close();
});

/** Runs a demo against a server that speaks plain lines, as `nc -lk` does. */
async function run(demo: string): Promise<Interface> {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = once(server, 'connection');
  const path = fileURLToPath(new URL(`../src/${demo}.ts`, import.meta.url));
  child = spawn(process.execPath, [path, '127.0.0.1', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  [socket] = (await connection) as [Socket];
  return createInterface({ input: child.stdout as NodeJS.ReadableStream });
}

/** Reads output until every one of `expected` was a line of it. */
async function expectLines(output: Interface, expected: readonly string[]): Promise<void> {
  const missing = new Set(expected);
  for await (const line of output) {
    missing.delete(line);
    if (missing.size === 0) return;
  }
  expect([...missing]).toEqual([]);
}

test('network-word-count counts the words of a batch', async () => {
  const output = await run('network-word-count');
  socket.write('to be or not to be\n');

  await expectLines(output, [
    '-------------------------------------------',
    '(to,2)',
    '(be,2)',
    '(or,1)',
    '(not,1)',
  ]);
});

test('popular-hashtags puts the most popular first', async () => {
  const output = await run('popular-hashtags');
  socket.write('I like #Tea and #coffee\n#tea # again\n');

  await expectLines(output, ['#tea 2  #coffee 1']);
});

test('running-counts goes on counting where the last batch stopped', async () => {
  const output = await run('running-counts');
  socket.write('one two two\n');
  const iterator = output[Symbol.asyncIterator]();
  const until = async (wanted: string): Promise<void> => {
    for (let next = await iterator.next(); next.value !== wanted; next = await iterator.next()) {
      if (next.done) throw new Error(`no ${wanted}`);
    }
  };
  await until('(two,2)');
  socket.write('two\n');
  await until('(two,3)');
});
