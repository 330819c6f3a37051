import type { Case, ExpectedError } from './case.ts';

/** Ours for what Spark throws: the sentence is another, the rule is the same. The first that fits counts. */
export const CODES: readonly (readonly [RegExp, ...string[]])[] = [
  // §1 life
  [/No output operations registered/i, 'NO_OUTPUT_OPERATIONS'],
  [/already been stopped/i, 'CONTEXT_STOPPED'],
  [/Adding new inputs, transformations|after starting/i, 'CONTEXT_STARTED'],
  [/Cannot change (storage level|checkpoint interval)/i, 'CONTEXT_STARTED'],
  [/Only one StreamingContext/i, 'ANOTHER_CONTEXT_ACTIVE'],
  [/Remember duration already set/i, 'REMEMBER_ALREADY_SET'],
  [/within listener bus/i, 'STOP_IN_LISTENER'],
  [/Batch duration/i, 'INVALID_DURATION'],
  // §3 stateless
  [/Could(n't| not) generate RDD from a? ?parent/i, 'NO_PARENT_RDD'],
  [/Transform function must not return null/i, 'TRANSFORM_RETURNED_NOTHING'],
  [/has not been initialized/i, 'STREAM_NOT_STARTED'],
  [/(List of )?DStreams? to (union|transform|join) (is|are) empty|no streams/i, 'NO_STREAMS'],
  [/different contexts/i, 'DIFFERENT_CONTEXTS'],
  [/different slide/i, 'DIFFERENT_SLIDE_DURATIONS'],
  // §5 windows
  [/multiple of the|(window|slide) duration of/i, 'DURATION_NOT_A_MULTIPLE'],
];

/** What a case expects to be thrown. */
export interface Expectation {
  /** Any one of them. */
  readonly codes: readonly string[];
  /** Instead of a code: what the case’s own function throws, word for word. */
  readonly message?: string;
}

/** @throws for a message that no rule of ours is known for, by its text */
export function expectationOf(each: Case, { message_contains: text = '' }: ExpectedError): Expectation {
  const [, ...codes] = CODES.find(([pattern]) => pattern.test(text)) ?? [undefined];
  if (codes.length > 0) return { codes };
  if (text !== '' && isThrownByUser(each, text)) return { codes: [], message: text };
  throw new Error(`no code of ours is known for Spark’s error ${JSON.stringify(text)}`);
}

/** Whether a function of the case has the text in it. */
const isThrownByUser = ({ args }: Case, text: string): boolean => JSON.stringify(args).includes(text);
