import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('support/receiving-program.ts', import.meta.url));
/** So many numbers are sent before the first is acked. */
const AT_A_TIME = 20;
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** Sends numbers, the next ones when those before were acked, and never again what was. */
async function numberServer() {
  const state = { acked: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const send = (): void => {
      socket.write(Array.from({ length: AT_A_TIME }, (_, i) => `${state.acked + i + 1}\n`).join(''));
    };
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      state.acked = Math.max(state.acked, Number(bytes.toString().trim().split('\n').at(-1)));
      send();
    });
    send();
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  opened.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as { port: number }).port, state };
}

/** Kills programs so long after their first ack; the last life goes on until its outputs have all that was acked, or give up. */
async function run(killsAfterMs: readonly number[], log: 'log' | 'off') {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-receiver-kill-'));
  opened.push(() => rmSync(folder, { recursive: true, force: true }));
  const { port, state } = await numberServer();
  const out = join(folder, 'out');
  const found = (): number[] =>
    readdirSync(out).flatMap((name) =>
      readFileSync(join(out, name), 'utf8').split('\n').filter(Boolean).map(Number),
    );
  let ackedBefore = 0;
  for (const killAfterMs of [...killsAfterMs, undefined]) {
    const program = spawn(process.execPath, [PROGRAM, String(port), folder, log], { stdio: 'ignore' });
    opened.push(() => program.kill('SIGKILL'));
    const exited = once(program, 'exit');
    const before = state.acked;
    while (state.acked === before) await new Promise(setImmediate);
    await new Promise((resolve) => setTimeout(resolve, killAfterMs ?? 0));
    if (killAfterMs === undefined) {
      // Batches are in order: once a number of this life is there, all that come are.
      while (!found().some((number) => number > ackedBefore))
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    program.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);
    if (killAfterMs !== undefined) ackedBefore = state.acked;
  }
  const numbers = found();
  const distinct = new Set(numbers);
  let numMissing = 0;
  for (let number = 1; number <= ackedBefore; number += 1) if (!distinct.has(number)) numMissing += 1;
  return { numMissing, numDoubled: numbers.length - distinct.size, ackedBefore };
}

test('I17 of what a receiver acked after storeMultiple nothing is missing, however often its program is killed', async () => {
  const { numMissing, numDoubled, ackedBefore } = await run([300, 50, 450, 150], 'log');
  expect(ackedBefore).toBeGreaterThan(4 * AT_A_TIME);
  expect(numMissing).toBe(0);
  // Stored, and killed before the ack: its source sends that again.
  expect(numDoubled).toBeLessThanOrEqual(5 * AT_A_TIME);
}, 240_000);

test('control: without logs what waited for its batch is missing', async () => {
  const { numMissing } = await run([300, 50, 450], 'off');
  expect(numMissing).toBeGreaterThan(0);
}, 240_000);
