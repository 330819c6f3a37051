import { expect, test } from 'vitest';
import { runStream } from '../../testing/index.ts';
import type { Word } from './testing/words.ts';

const program = new URL('./testing/word-windows.ts', import.meta.url);

const batches = Array.from({ length: 12 }, (_, batch): Word[] =>
  Array.from({ length: 30 }, (_, i) => [
    ['ab', 'abc', 'skipped', 'z', 'cz'][(batch + i) % 5] ?? '',
    batch * 12 + ((i * 7) % 23),
  ]),
);

test.each(['tumbling', 'sliding', 'session'])(
  'E9 %s windows: any number of threads gives what one gives',
  async (kind) => {
    const run = (master: string): Promise<string[][]> =>
      runStream<Word, string>(batches, { program, args: { kind }, master }, { numPartitions: 3 });
    const one = await run('local[1]');
    expect(one.flat().length).toBeGreaterThan(10);
    expect(await run('local[2]')).toEqual(one);
  },
);
