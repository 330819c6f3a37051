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
  [/batch duration (has not been|must be) set/i, 'INVALID_DURATION'],
  // §2 sources
  [/parameter rdd null is illegal/i, 'INVALID_RDD'],
  [/queueStream doesn't support checkpointing/i, 'QUEUE_NOT_RECOVERABLE'],
  [/Byte array does not have correct length/i, 'WRONG_RECORD_LENGTH'],
  // §3 stateless
  [/Could(n't| not) generate RDD from a? ?parent/i, 'NO_PARENT_RDD'],
  [/Transform function must not return null/i, 'TRANSFORM_RETURNED_NOTHING'],
  [/has not been initialized/i, 'STREAM_NOT_STARTED'],
  [/DStreams? to \w+ (is|are) empty|no streams/i, 'NO_STREAMS'],
  [/different contexts/i, 'DIFFERENT_CONTEXTS'],
  [/different slide/i, 'DIFFERENT_SLIDE_DURATIONS'],
  [/empty collection/i, 'EMPTY_COLLECTION'],
  [/number of partitions/i, 'INVALID_NUM_PARTITIONS'],
  // §5 windows
  [/multiple of the|(window|slide) duration of/i, 'DURATION_NOT_A_MULTIPLE'],
  [/Neither previous window has value/i, 'WINDOW_KEY_UNKNOWN'],
  // §6 state
  [/State is not set/i, 'STATE_NOT_SET'],
  [/state that is timing out/i, 'STATE_TIMING_OUT'],
  [/after it has been removed|already been removed/i, 'STATE_REMOVED'],
  // §9 checkpoints
  [/Failed to read checkpoint/i, 'CHECKPOINT_UNREADABLE'],
  [/checkpoint interval|checkpoint duration/i, 'DURATION_NOT_A_MULTIPLE', 'INVALID_DURATION'],
  // §10 shared variables
  [/Attempted to use Broadcast/i, 'BROADCAST_DESTROYED'],
  [/(Accumulator must be|not been) registered/i, 'ACCUMULATOR_NOT_REGISTERED'],
  [/Can't read accumulator value in task/i, 'ACCUMULATOR_READ_IN_TASK'],
  // §13 rates
  [/Unknown rate estimator/i, 'INVALID_BACK_PRESSURE'],
];

/** Spark’s classes of exceptions, for what has no message: codes of ours that mean as much. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['NoSuchElementException', /^STATE_NOT_SET$/],
  [
    'UnsupportedOperationException',
    /^(STATE_MAP_EMPTY|EMPTY_COLLECTION|CONTEXT_STARTED|ACCUMULATOR_READ_IN_TASK)$/,
  ],
  [
    'IllegalStateException',
    /^(INPUT_INFO_REPORTED|CONTEXT_|ANOTHER_CONTEXT|STREAM_NOT_STARTED|ACCUMULATOR_NOT_)/,
  ],
  ['NotSerializableException', /_NOT_(SERIALIZABLE|CLONEABLE)$/],
  ['IllegalArgumentException', /^(INVALID|DURATION|DIFFERENT|NO|STATE|WRONG|NOT|REMEMBER|CHECKPOINT)_/],
  ['ValueError', /^(INVALID|DURATION|WRONG)_/],
  ['SparkException', /^[A-Z_]+$/],
];

/** Spark’s class of exception for a code of ours, where its suites name one. */
export function kindOf(code: string): string | undefined {
  return KINDS.find(([kind, codes]) => kind !== 'SparkException' && codes.test(code))?.[0];
}

/** Whether what was thrown is what a case expects. */
export type Expectation = (error: unknown) => boolean;

/** @throws for an error that no rule of ours is known for, by its text */
export function expectationOf(each: Case, { message_contains = '', kind = '' }: ExpectedError): Expectation {
  const [, ...codes] = CODES.find(([pattern]) => pattern.test(message_contains)) ?? [/$/];
  if (codes.length > 0) return (error) => chainOf(error).some(({ code }) => codes.includes(code ?? ''));
  if (message_contains !== '' && isThrownByUser(each, message_contains))
    return (error) => chainOf(error).some(({ message }) => message.includes(message_contains));
  // A sentence that is not in the table is known by its class; a SparkException may be anything.
  const kinds = KINDS.filter(
    ([name]) => kind.includes(name) && (message_contains === '' || name !== 'SparkException'),
  );
  if (kinds.length === 0) throw unknown(message_contains || kind);
  return (error) => chainOf(error).some(({ code }) => kinds.some(([, known]) => known.test(code ?? '')));
}

const unknown = (text: string): Error =>
  new Error(`no code of ours is known for Spark’s error ${JSON.stringify(text)}`);

/** Whether a function of the case has the text in it. */
const isThrownByUser = ({ args }: Case, text: string): boolean => JSON.stringify(args).includes(text);

/** An error and what caused it: a failed output has the task’s error in it, and that the function’s. */
function chainOf(error: unknown): { readonly code?: string; readonly message: string }[] {
  const chain: { readonly code?: string; readonly message: string }[] = [];
  for (let each = error; each instanceof Error && chain.length < 10; each = each.cause) chain.push(each);
  return chain;
}
