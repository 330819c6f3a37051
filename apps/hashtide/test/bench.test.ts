import { expect, test } from 'vitest';
import { benchmarks } from '../src/bench/benchmarks.ts';
import { hashtide } from './support/run-hashtide.ts';

test('bench --list says what each one does and what is asked of it', async () => {
  const { stdout, code } = await hashtide(['bench', '--list']);

  for (const { name, work, asked } of benchmarks) {
    expect(stdout).toContain(`${name}\n  ${work}\n  asked: ${asked}\n`);
  }
  expect(code).toBe(0);
});

test('a group lists its own', async () => {
  const { stdout } = await hashtide(['bench', 'engine', '--list']);

  const names = stdout.split('\n').filter((line) => /^\S/.test(line));
  expect(names).toContain('engine-step');
  expect(names.filter((name) => !/^engine-|^ {2}/.test(name))).toEqual([]);
});

test('a figure is what its times say, beside its rival’s', async () => {
  const { stdout, code } = await hashtide(['bench', 'engine-step', '--json']);

  const { v, machine, benchmarks: found } = JSON.parse(stdout);
  const [{ name, value, comparison }] = found;
  expect([v, found.length, name, code]).toEqual([1, 1, 'engine-step', 0]);
  expect(machine.cores).toBeGreaterThan(0);
  // A million records, ten steps.
  expect(value).toBeCloseTo((comparison.ours.median * 1e6) / 1e7, 6);
  expect(comparison.ratio).toBeGreaterThan(0);
  expect(comparison.ours.min).toBeLessThanOrEqual(comparison.ours.median);
});

test('an unknown benchmark is wrong usage, and the names are told', async () => {
  const { stderr, code } = await hashtide(['bench', 'enginestep']);

  expect(stderr).toMatch(/no benchmark or group "enginestep"[\s\S]*engine-step/);
  expect(code).toBe(2);
});
