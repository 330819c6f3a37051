// A process of its own that loads a model and says what that took.
import { performance } from 'node:perf_hooks';
import type { ModelLoad } from './linear-load.ts';

const before = process.memoryUsage.rss();
const start = performance.now();
const { loadModel } = await import('@hashtide/models');
const model = await loadModel(process.argv[2] ?? '');
model.score('good', 'en');
process.send?.({
  ms: performance.now() - start,
  rssBytes: process.memoryUsage.rss() - before,
} satisfies ModelLoad);
process.disconnect?.();
