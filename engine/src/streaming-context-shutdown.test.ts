import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../test/programs/until-signal.ts', import.meta.url));

test.each(['SIGTERM', 'SIGINT'] as const)(
  'S11 %s: a graceful stop, then the signal’s own way',
  async (signal) => {
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (text.includes('started')) child.kill(signal);
    });
    const [, endedBy] = await once(child, 'close');
    expect(output.split('\n').filter((line) => line !== '')).toEqual([
      'started',
      'received',
      'stopped, engine runs',
    ]);
    expect(endedBy).toBe(signal);
  },
  30_000,
);
