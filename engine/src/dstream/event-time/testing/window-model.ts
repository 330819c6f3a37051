import fc from 'fast-check';
import type { EventTimeStream } from '../event-time-stream.ts';
import type { WindowedStream } from '../windowed-stream.ts';
import type { Word } from './words.ts';

/** Windows as anyone would work them out from all records at once. */
type Model = (accepted: readonly { word: Word; openFrom: number }[]) => string[];

/** A kind of windows, and its model. */
export interface Kind {
  readonly name: string;
  readonly windowsOf: (words: EventTimeStream<Word>) => WindowedStream<Word>;
  readonly isLate: (at: number, watermark: number) => boolean;
  readonly model: Model;
}

const fixed = (size: number, slide: number): Kind => ({
  name: `windows of ${size} every ${slide}`,
  windowsOf: (words) => words.slidingWindow(size, slide),
  isLate: (at, watermark) => startsOf(at, size, slide).every((start) => start + size <= watermark),
  model(accepted) {
    const values = new Map<string, { start: number; word: string; ats: number[] }>();
    for (const { word, openFrom } of accepted) {
      for (const start of startsOf(word[1], size, slide)) {
        if (start + size <= openFrom) continue;
        const id = `${word[0]} ${start}`;
        const window = values.get(id) ?? { start, word: word[0], ats: [] };
        window.ats.push(word[1]);
        values.set(id, window);
      }
    }
    return [...values.values()].map(({ word, start, ats }) => format(word, start, start + size, ats));
  },
});

const session = (gap: number): Kind => ({
  name: `sessions of ${gap}`,
  windowsOf: (words) => words.sessionWindow(gap),
  isLate: (at, watermark) => at < watermark,
  model(accepted) {
    const results: string[] = [];
    for (const key of new Set(accepted.map(({ word }) => word[0]))) {
      const ats = accepted
        .filter(({ word }) => word[0] === key)
        .map(({ word }) => word[1])
        .sort((a, b) => a - b);
      let run: number[] = [];
      for (const [index, at] of ats.entries()) {
        run.push(at);
        const next = ats[index + 1];
        if (next !== undefined && next - at < gap) continue;
        results.push(format(key, run[0] ?? 0, at + gap, run));
        run = [];
      }
    }
    return results;
  },
});

export const kinds = [fixed(10, 10), fixed(10, 5), fixed(7, 3), fixed(9, 1), session(6), session(1)];

function startsOf(at: number, size: number, slide: number): number[] {
  const starts: number[] = [];
  for (let start = -100; start <= at; start += 1) {
    if (start % slide === 0 && at < start + size) starts.push(start);
  }
  return starts;
}

function format(key: string, start: number, end: number, ats: readonly number[]): string {
  return `${key}[${start},${end})=${[...ats].sort((a, b) => a - b).join('')}`;
}

export const endOf = (result: string): number => Number(/,(-?\d+)\)/.exec(result)?.[1]);

export const words = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat({ max: 60 })), { maxLength: 30 });
export const cuts = fc.array(fc.nat({ max: 30 }), { maxLength: 6 });
export const delays = fc.constantFrom(0, 3, 10, 100);

/** Cuts a list at the places; some batches are empty. */
export function cutAt(list: readonly Word[], places: readonly number[]): Word[][] {
  const ends = [...places.map((place) => Math.min(place, list.length)), list.length].sort((a, b) => a - b);
  return ends.map((end, index) => list.slice(ends[index - 1] ?? 0, end));
}

export const groups = (windows: WindowedStream<Word>) =>
  windows.groupByKey().map(({ value, ...rest }) => ({ ...rest, value: value.join('') }));
