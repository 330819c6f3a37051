import { beforeEach, describe, expect, test, vi } from 'vitest';
import { SkippedFiles } from './skipped-files.ts';

let warnings: string[];

beforeEach(() => {
  warnings = [];
  vi.spyOn(process, 'emitWarning').mockImplementation((warning) => void warnings.push(String(warning)));
  return () => vi.restoreAllMocks();
});

function scan(skipped: SkippedFiles, paths: readonly string[]): number {
  skipped.begin();
  for (const path of paths) skipped.add(path, 'too old');
  return skipped.end().numSkipped ?? 0;
}

describe('I12 what is left out is told once', () => {
  test('however many files a folder has', () => {
    const paths = Array.from({ length: 25_000 }, (_, i) => `logs/${i}`);
    const skipped = new SkippedFiles('logs');
    expect([scan(skipped, paths), scan(skipped, paths), scan(skipped, paths)]).toEqual([25_000, 0, 0]);
    expect(warnings.length).toBe(1);
  });

  test('again when it had gone and came back', () => {
    const skipped = new SkippedFiles('logs');
    expect([scan(skipped, ['a']), scan(skipped, []), scan(skipped, ['a'])]).toEqual([1, 0, 1]);
  });

  test('not again after a scan that failed', () => {
    const skipped = new SkippedFiles('logs');
    scan(skipped, ['a', 'b']);
    skipped.begin();
    skipped.add('a', 'too old');
    skipped.folderFailed(new Error('EIO'));
    skipped.end();
    expect(scan(skipped, ['a', 'b', 'c'])).toBe(1);
  });

  test('a folder with too many entries', () => {
    const skipped = new SkippedFiles('logs');
    skipped.folderTooLarge(12);
    skipped.folderTooLarge(13);
    expect(warnings).toEqual([expect.stringContaining('"logs" has 12 entries beyond the 100000')]);
  });
});
