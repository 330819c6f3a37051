import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { sources } from '../../test/programs/sources.ts';
import { StreamingContext } from '../streaming-context.ts';
import { ManualClock } from '../testing/index.ts';

const module = new URL('../../test/programs/sources.ts', import.meta.url);
let folder = '';
let ssc: StreamingContext | undefined;
afterEach(async () => {
  await ssc?.stop();
  ssc = undefined;
  await rm(folder, { recursive: true });
});

test.each([
  ['local[1]', 'driver'],
  ['local[2]', 'worker'],
])('I13 under %s files are read, and blocks decoded, in the %s', async (master, place) => {
  folder = await mkdtemp(join(tmpdir(), 'hashtide-test-'));
  const clock = new ManualClock();
  ssc = await StreamingContext.ofProgram({ module, args: folder }, { master }, 1000, { clock });
  ssc.start();
  const path = join(folder, 'file');
  await writeFile(path, 'a\nb\n');
  await utimes(path, 0.5, 0.5);
  sources.receiver?.storeBytes(Buffer.from('x\ny\n'), 2);
  for (const _batch of [1, 2]) {
    clock.advance(1000);
    await ssc.awaitIdle();
  }
  expect(Object.fromEntries(sources.outputs)).toEqual({
    text: [[`${place} a`, `${place} b`], []],
    parsed: [[`${place} 4`], []],
    binary: [[`${place} 97,10`, `${place} 98,10`], []],
    received: [
      [`${place} x`, `${place} y`],
      [`${place} x`, `${place} y`],
    ],
  });
});
