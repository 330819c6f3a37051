import type { StreamingContext } from '../../src/index.ts';
import type { Stream } from './case.ts';
import { build as buildAll, type CaseView } from './program.ts';

/** One case as a program. */
export function build(ssc: StreamingContext, view: CaseView, ...inputs: Stream[]): Stream {
  const [stream] = buildAll(ssc, { views: [view] }, ...inputs);
  return stream as Stream;
}

/** What loads it. */
export const loneProgram = new URL(import.meta.url);
