import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openReplay, recordsOf } from './write-recording.ts';

const FILE = join(import.meta.dirname, '../../../../../../shared/data/real-tweets.ndjson.gz');
const isThere = existsSync(FILE);
if (!isThere) console.log('real-recording.test.ts is skipped: ../shared/data is not there');

describe.skipIf(!isThere)('real tweets', () => {
  test('every line arrives as it is in the file', async () => {
    const { source, logged } = await openReplay({ file: FILE });
    expect(source.total).toBe(20_362);
    const lines = gunzipSync(readFileSync(FILE)).toString().trimEnd().split('\n');
    expect((await recordsOf(source)).join('\n') === lines.join('\n')).toBe(true);
    expect(logged).toEqual([]);
  });

  test('it loops without an id twice that was not there twice before', async () => {
    const { source } = await openReplay({ file: FILE, loop: true, limit: 3 * 20_362 });
    const ids = (await recordsOf(source)).map((text): string => JSON.parse(text).data.id);
    expect(ids).toHaveLength(3 * 20_362);
    expect(new Set(ids).size).toBe(3 * new Set(ids.slice(0, 20_362)).size);
  });
});
