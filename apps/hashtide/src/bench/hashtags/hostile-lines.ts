import { performance } from 'node:perf_hooks';
import { extractHashtags } from '@hashtide/engine/pipeline';
import type { Benchmark } from '../benchmark.ts';
import { HashtagsOfBytes } from './hashtags-of-bytes.ts';

/** Lines that make a careless finder look at the same characters again and again: one of these, repeated. */
const SHAPES: readonly (readonly [name: string, unit: string, start?: string])[] = [
  ['signs', '#'],
  ['full-width signs', '＃'],
  ['tags in a row', '#a'],
  ['tags with blanks', '#a '],
  ['a tag of letters', 'a', '#'],
  ['a tag of Japanese letters', '日', '#'],
  ['a tag of combining marks', '\u0301', '#a'],
  ['letters outside the BMP', '𠀡', '#'],
  ['digits alone', '1', '#'],
  ['URLs with a sign', 'http://a.com/#b'],
  ['URLs with many signs', 'a.com/#b#c'],
  ['what may become a URL', 'a.#b/'],
  ['brackets in a URL', 'a.co/(', '#a '],
  ['points', 'a.', '.#a'],
  ['full-width tags behind points', '.＃a'],
  ['emoji', '😀#a'],
];
const SIZES_KIB = [4, 8, 16, 32, 64] as const;
const NUM_RUNS = 15;
const ASKED_GROWTH = 2.5;
const ASKED_MS = 20;

/** Times in ms, by size. */
type Times = readonly number[];

export const hostileLines: Benchmark = {
  name: 'hashtags-hostile',
  work: `the hashtags of hostile lines of ${SIZES_KIB[0]} to ${SIZES_KIB.at(-1)} KiB, ${SHAPES.length} shapes, from strings and from UTF-8`,
  asked: `twice the line ≤ ${ASKED_GROWTH}× the time, ${SIZES_KIB.at(-1)} KiB ≤ ${ASKED_MS} ms`,
  async run() {
    const finder = new HashtagsOfBytes();
    const ignore = (): void => {};
    const rows = SHAPES.flatMap(([name, unit, start = '']) => {
      const lines = SIZES_KIB.map((kib) => lineOf(start, unit, kib * 1024));
      const blocks = lines.map((line) => Buffer.from(line));
      return [
        {
          name: `${name}, from strings`,
          times: lines.map((_, size) => best(() => extractHashtags(lines[size] as string))),
        },
        {
          name: `${name}, from UTF-8`,
          times: blocks.map((block) => best(() => finder.read(block, 0, block.length, ignore))),
        },
      ];
    });
    const slowest = rows.toSorted((a, b) => last(b.times) - last(a.times));
    const steepest = rows.toSorted((a, b) => growth(b.times) - growth(a.times));
    const value = growth(steepest[0]?.times ?? []);
    const longestMs = last(slowest[0]?.times ?? []);
    return {
      ...{
        value,
        unit: '× the time for twice the line',
        isMet: value <= ASKED_GROWTH && longestMs <= ASKED_MS,
      },
      details: [
        `64 KiB ${longestMs.toFixed(2)} ms at most: ${slowest[0]?.name}`,
        `steepest: ${steepest[0]?.name}; each the best of ${NUM_RUNS} runs, growth over ${SIZES_KIB.length - 1} doublings`,
        ...slowest
          .slice(0, 5)
          .map(({ name, times }) => `${times.map((ms) => ms.toFixed(3)).join('  ')} ms  ${name}`),
      ],
    };
  },
};

/** A line of so many bytes of UTF-8, or a little less. */
function lineOf(start: string, unit: string, numBytes: number): string {
  return start + unit.repeat(Math.floor((numBytes - Buffer.byteLength(start)) / Buffer.byteLength(unit)));
}

function best(run: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < NUM_RUNS; n += 1) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

function last(times: Times): number {
  return times.at(-1) ?? Number.NaN;
}

/** For each doubling, on average. */
function growth(times: Times): number {
  return (last(times) / (times[0] ?? Number.NaN)) ** (1 / (times.length - 1));
}
