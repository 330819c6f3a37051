import type { StreamingContext } from '../../src/index.ts';
import type { Case, Stream } from './case.ts';
import { type Aspect, defineCase, inputsOf } from './define-case.ts';

/** A case, and what of it is looked at. */
export interface CaseView {
  readonly each: Case;
  readonly aspect: Aspect;
}

/**
 * Cases as a program that each worker thread loads: it compiles the text of their functions there. One program may
 * have many cases, so that the threads need to start only once.
 *
 * @returns a stream for each case, in order; undefined for one that cannot be defined
 */
export function build(
  ssc: StreamingContext,
  { views }: { readonly views: readonly CaseView[] },
  ...inputs: Stream[]
): (Stream | undefined)[] {
  const left = [...inputs];
  return views.map(({ each, aspect }) => {
    const mine = left.splice(0, inputsOf(each).length);
    try {
      return defineCase(each, mine, ssc, aspect);
    } catch (error) {
      if (views.length === 1) throw error;
      return undefined;
    }
  });
}

/** What loads it. */
export const program = new URL(import.meta.url);
