import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles } from './list-files.ts';

test('I12 entries beyond those that are looked at are told of', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hashtide-test-'));
  try {
    for (const name of ['a', 'b', 'c']) await writeFile(join(folder, name), name);
    const list = async (mostEntries: number) => {
      let more = 0;
      const files = await listFiles(
        folder,
        () => {},
        (numMore) => (more = numMore),
        mostEntries,
      );
      return [files.length, more];
    };
    expect(await list(3)).toEqual([3, 0]);
    expect(await list(1)).toEqual([1, 2]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
