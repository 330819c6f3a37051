import type { DemoOptions } from '../commands/demo.ts';
import { BUNDLED_RECORDING } from './paths.ts';
import { runBoard } from './run-board.ts';

/** `hashtide demo`: the bundled recording, looping on a terminal; q ends reader and engine too. */
export async function demo(options: DemoOptions): Promise<number> {
  const onTerminal = process.stdout.isTTY === true && !options.json && !options.plain;
  const speed = options.speed ?? (onTerminal ? '10x' : '60x');
  return runBoard({
    screen: options,
    feedPort: options.feedPort,
    reader: [
      'read',
      'replay',
      BUNDLED_RECORDING,
      '--port',
      '0',
      '--speed',
      speed,
      ...(onTerminal ? ['--loop'] : []),
    ],
    engine: ['run', '--temporary', '--model', options.model],
    farewell: 'Next: hashtide replay FILE counts a recording of yours, hashtide live listens to X.',
  });
}
