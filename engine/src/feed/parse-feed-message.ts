import { isObject, parseObject } from '../sources/json-object.ts';
import type { FeedMessage } from './messages.ts';

type Needed = readonly (readonly [name: string, isRight: (value: unknown) => boolean])[];

const NEEDED_IN_FRAME: Needed = [
  ['sequence', isNumber],
  ['view', isObject],
  ['window', isObject],
  ['rows', Array.isArray],
  ['net_history', Array.isArray],
  ['source', isObject],
];

/** What must be there, by type, before a screen may look at a message. */
const NEEDED: Readonly<Record<FeedMessage['type'], Needed>> = {
  hello: [
    ['windows_s', Array.isArray],
    ['batch_duration_ms', isNumber],
    ['source', isObject],
  ],
  snapshot: NEEDED_IN_FRAME,
  batch: NEEDED_IN_FRAME,
  status: [['source', isObject]],
  tag: [
    ['tag', (value) => typeof value === 'string'],
    ['series', Array.isArray],
    ['words', Array.isArray],
    ['seen_with', Array.isArray],
    ['posts', Array.isArray],
  ],
  error: [
    ['code', (value) => typeof value === 'string'],
    ['message', (value) => typeof value === 'string'],
  ],
};

/**
 * Reads what a server sent; never throws.
 *
 * @returns undefined for what is no message of version 1, or of a type that is not known here. Only the outer shape is
 *   checked: texts inside are still the world's, and a screen cleans them with `sanitiseText`
 */
export function parseFeedMessage(text: string): FeedMessage | undefined {
  const message = parseObject(text);
  if (message?.v !== 1 || typeof message.type !== 'string') return undefined;
  if (!Object.hasOwn(NEEDED, message.type)) return undefined;
  const needed = NEEDED[message.type as FeedMessage['type']];
  for (const [name, isRight] of needed) if (!isRight(message[name])) return undefined;
  return message as unknown as FeedMessage;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}
