import type { SourceRecord } from '../../tweet-source.ts';
import {
  applyEdits,
  type Edit,
  elementsOf,
  type Member,
  memberOf,
  membersOf,
  type Span,
} from './json-spans.ts';
import { stampEdit } from './stamp-line.ts';
import { shiftDate } from './tweet-time.ts';

/** How a lap differs from the recording. */
export interface LapShift {
  /** Counted from 1: the second time round. */
  readonly lap: number;
  readonly byMs: number;
  readonly byId: bigint;
  /** The least and the greatest tweet id of the recording: what lies between refers to a tweet of it. */
  readonly leastId: bigint;
  readonly greatestId: bigint;
}

const ID_KEYS = new Set(['id', 'id_str', 'conversation_id']);
const ID_LIST_KEYS = new Set(['edit_history_tweet_ids', 'edit_history_post_ids']);
const REFERENCE_KEYS = new Set(['referenced_tweets', 'referenced_posts']);
const POST_KEYS = new Set(['tweets', 'posts']);
/** A tweet id as JSON: a string or, in old APIs, a number. */
const ID_JSON = /^"?(\d{1,20})"?$/;

/** The record as it comes in a later lap: its stamp, dates and ids moved on, all else byte for byte. */
export function shiftRecord({ at, line }: SourceRecord, shift: LapShift): SourceRecord {
  const text = textOf(line);
  const members = membersOf(text, 0);
  const data = objectMember(text, members, 'data');
  const edits = tweetEdits(text, data?.start ?? 0, shift, true);
  const includes = objectMember(text, members, 'includes');
  for (const { key, start } of includes === undefined ? [] : membersOf(text, includes.start)) {
    if (!POST_KEYS.has(key) || text[start] !== '[') continue;
    for (const post of objectsIn(text, start)) edits.push(...tweetEdits(text, post.start, shift, false));
  }
  const stamp = stampEdit(text, at + shift.byMs);
  if (stamp !== undefined) edits.push(stamp);
  return { at: at + shift.byMs, line: Buffer.from(applyEdits(text, edits)) };
}

/** The id of a record's tweet, when it is a number. */
export function tweetIdOf({ line }: SourceRecord): bigint | undefined {
  const text = textOf(line);
  const members = membersOf(text, 0);
  const data = objectMember(text, members, 'data');
  const id = memberOf(data === undefined ? members : membersOf(text, data.start), 'id');
  return id === undefined ? undefined : numberOf(text, id);
}

/** @param isOwn the record's tweet itself: it moves on whatever its id; another only when it is of the recording */
function tweetEdits(text: string, start: number, shift: LapShift, isOwn: boolean): Edit[] {
  const members = membersOf(text, start);
  const id = memberOf(members, 'id');
  const edits: Edit[] = [];
  const moves = isOwn || (id !== undefined && isOfRecording(numberOf(text, id), shift));
  for (const member of members) {
    if (ID_KEYS.has(member.key))
      edits.push(...idEdit(text, member, shift, isOwn && member.key !== 'conversation_id'));
    else if (member.key === 'created_at' && moves) edits.push(...dateEdit(text, member, shift));
    else if (text[member.start] !== '[') continue;
    else if (ID_LIST_KEYS.has(member.key)) {
      for (const element of elementsOf(text, member.start))
        edits.push(...idEdit(text, element, shift, isOwn));
    } else if (REFERENCE_KEYS.has(member.key)) {
      for (const reference of objectsIn(text, member.start)) {
        const referred = memberOf(membersOf(text, reference.start), 'id');
        if (referred !== undefined) edits.push(...idEdit(text, referred, shift, false));
      }
    }
  }
  return edits;
}

function idEdit(text: string, span: Span, shift: LapShift, isOwn: boolean): Edit[] {
  const number = numberOf(text, span);
  const quote = text[span.start] === '"' ? '"' : '';
  if (number === undefined) {
    if (!isOwn || quote === '') return [];
    return [{ start: span.end - 1, end: span.end - 1, text: `~${shift.lap}` }];
  }
  if (!isOfRecording(number, shift)) return [];
  return [{ ...span, text: `${quote}${number + shift.byId}${quote}` }];
}

function dateEdit(text: string, span: Span, { byMs }: LapShift): Edit[] {
  const value: unknown = JSON.parse(text.slice(span.start, span.end));
  const shifted = typeof value === 'string' ? shiftDate(value, byMs) : undefined;
  return shifted === undefined ? [] : [{ ...span, text: JSON.stringify(shifted) }];
}

function isOfRecording(id: bigint | undefined, { leastId, greatestId }: LapShift): boolean {
  return id !== undefined && id >= leastId && id <= greatestId;
}

function numberOf(text: string, { start, end }: Span): bigint | undefined {
  const digits = ID_JSON.exec(text.slice(start, end))?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}

function objectMember(text: string, members: readonly Member[], key: string): Member | undefined {
  const member = memberOf(members, key);
  return member !== undefined && text[member.start] === '{' ? member : undefined;
}

function objectsIn(text: string, arrayStart: number): Span[] {
  return elementsOf(text, arrayStart).filter(({ start }) => text[start] === '{');
}

function textOf(line: Uint8Array): string {
  return Buffer.from(line.buffer, line.byteOffset, line.length).toString();
}
