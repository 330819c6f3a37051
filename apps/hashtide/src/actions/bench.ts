import { execFile } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { StreamingError } from '@hashtide/engine/errors';
import type { Benchmark, BenchmarkOptions, Measured } from '../bench/benchmark.ts';
import { benchmarks, benchmarksNamed } from '../bench/benchmarks.ts';
import { describeMeasured } from '../bench/describe-measured.ts';
import type { BenchOptions } from '../commands/bench.ts';

const BIN = fileURLToPath(new URL('../../bin/hashtide.js', import.meta.url));
const MOST_OUTPUT_BYTES = 1024 * 1024;

/**
 * `hashtide bench`: measures, one after another, each in a process of its own, so that none runs on code that
 * another one has made slow or fast.
 */
export async function bench(
  name: string | undefined,
  options: BenchOptions,
  output: Writable,
): Promise<void> {
  const named = benchmarksNamed(name);
  // A process of its own runs one, and not the others whose names go on from its.
  const chosen = options.inProcess ? named.filter((each) => each.name === name) : named;
  if (chosen.length === 0) throw unknownBenchmark(name);
  if (options.list) {
    for (const { name: each, work, asked } of chosen) output.write(`${each}\n  ${work}\n  asked: ${asked}\n`);
    return;
  }
  if (!options.json) output.write(`${describeMachine()}\n`);
  const measured: Measured[] = [];
  for (const benchmark of chosen) {
    const { profile = false, texts, seconds } = options;
    const found = await (options.inProcess ? measure : measureApart)(benchmark, { profile, texts, seconds });
    measured.push(found);
    if (!options.json) output.write(`\n${describeMeasured(found)}\n`);
  }
  if (options.json) output.write(`${JSON.stringify({ v: 1, machine: machine(), benchmarks: measured })}\n`);
}

async function measure(benchmark: Benchmark, options: BenchmarkOptions): Promise<Measured> {
  const { name, work, rival, asked } = benchmark;
  const notRun = benchmark.missing?.();
  const found = notRun === undefined ? await benchmark.run(options) : { notRun };
  return { name, work, ...(rival !== undefined && { rival }), asked, ...found };
}

/** One that fails does not keep the others from being measured. */
async function measureApart(benchmark: Benchmark, options: BenchmarkOptions): Promise<Measured> {
  const { name, work, asked } = benchmark;
  const { profile, texts, seconds } = options;
  const args = [
    ...['--expose-gc', BIN, 'bench', name, '--json', '--in-process'],
    ...(profile ? ['--profile'] : []),
    ...(texts === undefined ? [] : ['--texts', texts]),
    ...(seconds === undefined ? [] : ['--seconds', String(seconds)]),
  ];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: MOST_OUTPUT_BYTES });
    const { benchmarks: all } = JSON.parse(stdout) as { readonly benchmarks: readonly Measured[] };
    return all.find((each) => each.name === name) as Measured;
  } catch (error) {
    process.exitCode = 1;
    const { stderr, message } = error as { readonly stderr?: string; readonly message: string };
    return { name, work, asked, notRun: `it failed: ${whatIsSaid(stderr?.trim() || message)}` };
  }
}

/** The message of an error as `--json` prints it, or all of it. */
function whatIsSaid(text: string): string {
  try {
    return (JSON.parse(text) as { readonly message: string }).message;
  } catch {
    return text;
  }
}

function machine(): object {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}

function describeMachine(): string {
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const cpu = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${cpu}, ${availableParallelism()} cores, ${memory} GiB, Node ${process.version}; medians, in turn with the rival`;
}

function unknownBenchmark(name: string | undefined): StreamingError {
  const names = new Set(benchmarks.flatMap(({ name: each, otherNames = [] }) => [each, ...otherNames]));
  return new StreamingError('UNKNOWN_BENCHMARK', `there is no benchmark or group ${JSON.stringify(name)}`, {
    fix: `One of: ${[...names].join(', ')}; or the part before the first dash.`,
  });
}
