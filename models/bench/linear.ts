// node models/bench/linear.ts FILE: `linear` against npm `sentiment` on one core, in turns, in one process: the texts of
// FILE (label<TAB>text a line, or a text a line) as they are, then cut to 200 characters. `score` takes strings and
// `labelOfBytes` UTF-8. Prints the median of all rounds, tweets per second of this thread's time on a core, so that a
// machine's other work matters less, and the median of the rounds' ratios; first, what loading the model costs.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';

const numRounds = 12;
const warmRounds = 2;
/** A round is long beside the steps in which some systems count a thread's time, 4 ms. */
const textsPerRound = 40_000;
const textLength = 200;

const Sentiment = createRequire(import.meta.url)('sentiment') as new () => {
  analyze(text: string): { readonly score: number };
};

const file = process.argv[2];
if (file === undefined) throw new Error('usage: node models/bench/linear.ts FILE');
const bytes = readFileSync(file);
const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trimEnd().split('\n');
const tweets = lines.map((line) => line.split('\t')[1] ?? line);

const rssBefore = process.memoryUsage.rss();
const start = threadMs();
const { createLinearModel } = await import('../src/linear-model.ts');
const linear = createLinearModel();
linear.score('good', 'en');
const loadMs = threadMs() - start;
const rssMegabytes = (process.memoryUsage.rss() - rssBefore) / 1e6;
console.log(
  `loaded, types taken out of its sources, in ${loadMs.toFixed(0)} ms, ${rssMegabytes.toFixed(0)} MB`,
);

const sentiment = new Sentiment();
measure('as they are', tweets);
measure(`${textLength} characters`, cut(tweets));

/** Texts joined and cut, each a flat string of its own as JSON.parse makes them. */
function cut(pieces: readonly string[]): string[] {
  const joined = pieces.join(' ');
  return Array.from({ length: Math.floor(joined.length / textLength) }, (_, i) =>
    JSON.parse(JSON.stringify(joined.slice(i * textLength, (i + 1) * textLength).toWellFormed())),
  );
}

function measure(name: string, texts: readonly string[]): void {
  const encoded = texts.map((text) => Buffer.from(text));
  const rivals: Readonly<Record<string, (i: number) => number>> = {
    sentiment: (i) => sentiment.analyze(texts[i] as string).score,
    score: (i) => linear.score(texts[i] as string, 'en').score,
    labelOfBytes: (i) =>
      linear.labelOfBytes?.(encoded[i] as Uint8Array, 0, (encoded[i] as Uint8Array).length, 'en') ?? 0,
  };
  const rates: Record<string, number[]> = { sentiment: [], score: [], labelOfBytes: [] };
  let sum = 0;
  for (let round = 0; round < numRounds; round++) {
    for (const [rival, run] of Object.entries(rivals)) {
      const begun = threadMs();
      for (let i = 0; i < textsPerRound; i++) sum += run(i % texts.length);
      if (round >= warmRounds) rates[rival]?.push((textsPerRound * 1_000) / (threadMs() - begun));
    }
  }
  if (Number.isNaN(sum)) throw new Error('a score is not a number');
  const meanBytes = encoded.reduce((total, text) => total + text.length, 0) / texts.length;
  const theirs = rates.sentiment ?? [];
  const shown = Object.entries(rates).map(([rival, found]) => {
    const ratio = median(found.map((rate, i) => rate / (theirs[i] as number)));
    return `${rival} ${(median(found) / 1_000).toFixed(0)} k/s (${ratio.toFixed(2)}×)`;
  });
  console.log(`${texts.length} texts ${name}, ${meanBytes.toFixed(0)} bytes: ${shown.join('   ')}`);
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
