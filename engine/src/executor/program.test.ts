import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { EngineContext, StreamingContext } from '../index.ts';
import { ManualClock, runStream } from '../testing/index.ts';
import { parseMaster } from './parse-master.ts';
import { requireSameProgram } from './program-signature.ts';
import type { ProgramSignature } from './wire.ts';

const program = (name: string): URL => new URL(`../../test/programs/${name}.ts`, import.meta.url);
const contexts: StreamingContext[] = [];
afterEach(async () => {
  for (const ssc of contexts.splice(0)) await ssc.stop();
});

describe('X13 master', () => {
  test.each([
    ['local', 1],
    ['local[1]', 1],
    ['local[16]', 16],
    ['local[256]', 256],
  ])('%s: %i threads', (master, numThreads) => {
    expect(parseMaster(master)).toBe(numThreads);
  });

  test('local[*]: as many as the machine runs at once', () => {
    expect(parseMaster('local[*]')).toBeGreaterThanOrEqual(1);
  });

  test.each([
    '',
    'local[0]',
    'local[257]',
    'local[-1]',
    'local[2',
    'local[1.5]',
    'LOCAL',
    'spark://x:7077',
    'local[ 2 ]',
  ])('%j is refused', (master) => {
    expect(() => new EngineContext({ master })).toThrow(expect.objectContaining({ code: 'INVALID_MASTER' }));
  });

  test('shuffles have as many partitions for every number of threads', () => {
    const [one, many] = ['local[1]', 'local[64]'].map((master) => new EngineContext({ master }));
    expect(many?.shufflePartitions).toBe(one?.shufflePartitions);
    expect(many?.defaultParallelism).toBe(64);
  });

  test('RDDs made outside of a program run in the driver, whatever the master', async () => {
    const here = { n: 1 };
    const rdd = new EngineContext({ master: 'local[4]' }).parallelize([1, 2]).map((n) => ({ n, here }));
    expect((await rdd.collect())[1]?.here).toBe(here);
  });
});

describe('X14 a program', () => {
  test('with worker threads the user’s functions need one', () => {
    const ssc = new StreamingContext({ master: 'local[2]' }, 1000, { clock: new ManualClock() });
    ssc
      .queueStream([[1]])
      .map((n) => n + 1)
      .print();
    expect(() => ssc.start()).toThrow(
      expect.objectContaining({
        code: 'PROGRAM_REQUIRED',
        message: expect.stringMatching(
          /^master is local\[2\], but map at program\.test\.ts:\d+ has functions/,
        ),
      }),
    );
    expect(ssc.state).toBe('STOPPED');
  });

  test('a graph without functions needs none', () => {
    const ssc = new StreamingContext({ master: 'local[2]' }, 1000, { clock: new ManualClock() });
    contexts.push(ssc);
    ssc
      .queueStream([[1]])
      .count()
      .print();
    ssc.start();
    expect(ssc.state).toBe('ACTIVE');
  });

  test.each([
    ['a function', () => 1, 'a function'],
    ['an instance', { at: new (class Clock {})() }, 'an instance of Clock'],
  ])('its args are plain data: %s', async (_name, args, what) => {
    await expect(
      StreamingContext.ofProgram({ module: program('word-count'), args }, {}, 1000),
    ).rejects.toMatchObject({
      code: 'PROGRAM_ARGS_NOT_CLONEABLE',
      message: expect.stringContaining(what),
    });
  });

  test.each([
    ['a relative path', './program.ts', 'INVALID_PROGRAM'],
    ['a module without build', new URL('./parse-master.ts', import.meta.url), 'INVALID_PROGRAM'],
  ])('its module exports build: %s', async (_name, module, code) => {
    await expect(StreamingContext.ofProgram({ module }, {}, 1000)).rejects.toMatchObject({ code });
  });

  test('a context has one at most; a path is as good as a URL', async () => {
    const module = fileURLToPath(program('differs'));
    const ssc = new StreamingContext({}, 1000);
    const input = ssc.queueStream([[1]]);
    await ssc.loadProgram({ module, args: 'same' }, [input]);
    await expect(ssc.loadProgram({ module, args: 'same' }, [input])).rejects.toMatchObject({
      code: 'PROGRAM_ALREADY_LOADED',
    });
  });

  test('a build that is given is called in place of the module’s', async () => {
    const calls: unknown[] = [];
    const args = { list: [1] };
    const ssc = await StreamingContext.ofProgram(
      { module: import.meta.url, args, build: (_ssc, given) => void calls.push(given) },
      {},
      1000,
    );
    expect(calls).toEqual([args]);
    expect(calls[0]).not.toBe(args);
    await ssc.stop();
  });
});

describe('X15 workers must build the driver’s graph', () => {
  const run = (how: string) =>
    runStream([[1], [2]], { program: program('differs'), args: how, master: 'local[2]' });

  test('the same graph runs', async () => {
    expect(await run('same')).toEqual([[2], [3]]);
  });

  test.each([
    ['another operator', /stream 3 is map at differs\.ts:\d+ .* there and filter at differs\.ts:\d+ .* here/],
    ['one more', /stream 4 is map at differs\.ts:\d+ .* there and none here/],
    ['one less', /stream 3 is none there and filter at differs\.ts:\d+ .* here/],
    ['one more accumulator', /it has 1 accumulators there and 0 here/],
  ])('%s is PROGRAM_DIFFERS', async (how, message) => {
    await expect(run(how)).rejects.toMatchObject({
      code: 'PROGRAM_DIFFERS',
      message: expect.stringMatching(message),
    });
  });

  test.each(['throws', 'exits'])('a build that %s in a worker ends the context', async (how) => {
    await expect(run(how)).rejects.toThrow(how === 'throws' ? 'no disk here' : 'ended with code 7');
  });

  test('functions are compared by their text where both threads compile it in the same way', () => {
    const signature = (hash: string, probe: string): ProgramSignature => ({
      operators: [{ name: 'map', site: 'a.ts:1', hashes: [hash] }],
      numAccumulators: 0,
      numBroadcasts: 0,
      probe,
    });
    const differ = expect.objectContaining({ code: 'PROGRAM_DIFFERS' });
    expect(() => requireSameProgram(signature('x', 'p'), signature('y', 'p'))).toThrow(differ);
    requireSameProgram(signature('x', 'p'), signature('y', 'q'));
    requireSameProgram(signature('x', 'p'), signature('x', 'p'));
  });
});
