import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { splitText } from './split-file.ts';

test.skipIf(process.platform === 'win32')(
  'I12 a pipe that took the place of a file that was listed holds nothing up',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hashtide-test-'));
    try {
      const path = join(folder, 'pipe');
      execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', path]);
      expect(await splitText(path, 10)).toEqual({ splits: [], numRecords: 0 });
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
