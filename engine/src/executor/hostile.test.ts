import { describe, expect, test } from 'vitest';
import { runStream } from '../testing/index.ts';

const program = new URL('../../test/programs/hostile.ts', import.meta.url);
const run = (args: string, master = 'local[2]') => runStream([[1], [2]], { program, args, master });

describe('functions that mean no good harm their own batch only', () => {
  test.each(['local[1]', 'local[2]'])('X7 what cannot even be shown fails the task, %s', async (master) => {
    await expect(run('throws what cannot be shown', master)).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      cause: { code: 'TASK_FAILED', message: expect.stringContaining('what was thrown cannot be shown') },
    });
  });

  test('X8 what looks like plain data and cannot be sent says so, and costs no thread', async () => {
    await expect(run('gives a proxy')).rejects.toMatchObject({
      cause: { message: expect.stringContaining('could not be cloned') },
    });
  });

  test('X6 messages of its own do not disturb the engine', async () => {
    expect(await run('writes to the engine’s port')).toEqual([[1], [2]]);
  });
});

test.each(['ends the thread', 'never resolves'])(
  'X6 a build that %s ends the context, with a cure',
  async (name) => {
    await expect(run(name)).rejects.toMatchObject({
      code: 'PROGRAM_FAILED',
      message: expect.stringContaining('ended 3 times before the program was built'),
      fix: expect.any(String),
    });
  },
);
