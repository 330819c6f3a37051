/**
 * The line protocol: newline-delimited JSON over TCP between a reader, which listens, and an engine, which
 * connects. Sequence numbers start at 1. Whoever receives ignores keys it does not know.
 *
 *     reader  {"hashtide":{"v":1,"source":"x","epoch":"…","clock":"live","first":1,"next":1,"about":"3 rules"}}
 *     engine  {"resume":1,"engine":"…"}
 *     reader  {"s":1,"r":{…,"__rec":{"at":1795336800123}}}
 *     reader  {"hb":1795336801000}
 *     engine  {"ack":1}
 *     reader  {"end":{"next":2}}
 */

import { isObject, parseObject } from '../json-object.ts';

/** What a peer that speaks no protocol is called. */
export const RAW_SOURCE = 'raw';
/** The longest record, in bytes of UTF-8. */
export const MAX_RECORD_BYTES = 64 * 1024;
/** The longest line: a record in its frame. */
export const MAX_LINE_BYTES = MAX_RECORD_BYTES + 64;
/** The longest line an engine may send. */
export const MAX_ENGINE_LINE_BYTES = 1024;

/** The latest stamp: fifteen digits, as `readAt` reads; the end of its batch is then still a moment that a Date can hold. */
export const LATEST_AT = 999_999_999_999_999;
const LONGEST_NAME = 200;
/** What a peer says of itself is shown in terminals and logs. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;
const GREETING_HEAD = '{"hashtide":';

/** Whose clock closes batches: the wall's, or the recording's own. */
export type SourceClock = 'live' | 'recorded';

/** The reader's first line: it still holds the records `first … next − 1`. */
export interface Greeting {
  readonly source: string;
  /** One life of a stream: sequence numbers mean something only within it. */
  readonly epoch: string;
  readonly clock: SourceClock;
  readonly first: number;
  readonly next: number;
  /** A few words for screens; may be ''. */
  readonly about: string;
}

/** What is wrong at the reader's source, for screens. */
export interface ReaderCondition {
  readonly state: string;
  readonly why: string;
  /** Epoch ms of the next try; null: none is planned. */
  readonly retryAt: number | null;
}

/** Why a line is no record. */
export type BadRecordReason = 'not_json' | 'not_object' | 'too_long' | 'bad_utf8' | 'bad_line';

/** A reader's line after the greeting, except the usual record (see `readFrame`). */
export type ReaderMessage =
  | { readonly kind: 'record'; readonly sequence: number; readonly record: unknown }
  | { readonly kind: 'heartbeat'; readonly at: number; readonly condition: ReaderCondition | undefined }
  | { readonly kind: 'end'; readonly next: number }
  | { readonly kind: 'unknown' };

/** An engine's line. */
export type EngineMessage =
  | { readonly kind: 'resume'; readonly next: number; readonly engine: string }
  | { readonly kind: 'ack'; readonly sequence: number }
  | { readonly kind: 'leave' }
  | { readonly kind: 'unknown' };

export function encodeGreeting(greeting: Greeting): string {
  return `${JSON.stringify({ hashtide: { v: 1, ...greeting } })}\n`;
}

export function encodeResume(next: number, engine: string): string {
  return `${JSON.stringify({ resume: next, engine })}\n`;
}

/** Every record up to and including `sequence` is durable. */
export function encodeAck(sequence: number): string {
  return `{"ack":${sequence}}\n`;
}

/** The engine will not come back: the reader need not keep anything for it. */
export function encodeLeave(): string {
  return '{"leave":true}\n';
}

/** Nothing earlier than `at` will follow. */
export function encodeHeartbeat(at: number, condition?: ReaderCondition): string {
  if (condition === undefined) return `{"hb":${at}}\n`;
  const { state, why, retryAt } = condition;
  return `${JSON.stringify({ hb: at, status: { state, why, ...(retryAt === null ? {} : { retry_at: retryAt }) } })}\n`;
}

/** The recording is over; `next` is one past its last sequence number. */
export function encodeEnd(next: number): string {
  return `{"end":{"next":${next}}}\n`;
}

/**
 * The record that stands where a line was none, so that its sequence number is used up.
 * @param line the line's number in its recording
 */
export function encodeBadRecord(at: number, reason: BadRecordReason, line?: number): string {
  return JSON.stringify({ __rec: { at, error: reason, line } });
}

/**
 * The greeting in a reader's first line.
 * @returns undefined: no greeting, so the reader speaks no protocol (raw mode); 'bad': meant as a greeting,
 *   but of another version or with fields that make no sense
 */
export function decodeGreeting(line: string): Greeting | 'bad' | undefined {
  const message = parseObject(line);
  if (message === undefined || !Object.hasOwn(message, 'hashtide')) return undefined;
  const greeting = message.hashtide;
  if (!isObject(greeting) || greeting.v !== 1) return 'bad';
  const { source, epoch, clock, first, next, about } = greeting;
  if (!isName(source) || !isName(epoch) || (clock !== 'live' && clock !== 'recorded')) return 'bad';
  if (!isSequence(first) || !isSequence(next) || next < first) return 'bad';
  return { source, epoch, clock, first, next, about: shortText(about) };
}

/** Whether a line that was cut off may be the beginning of a greeting, and so is no record. */
export function mayBeginGreeting(cut: string): boolean {
  return cut.startsWith(GREETING_HEAD) || GREETING_HEAD.startsWith(cut);
}

/** @returns undefined: not a JSON object, or one of ours with values that make no sense */
export function decodeReaderMessage(line: string): ReaderMessage | undefined {
  const message = parseObject(line);
  if (message === undefined) return undefined;
  if (Object.hasOwn(message, 's')) {
    const sequence = message.s;
    return isSequence(sequence) ? { kind: 'record', sequence, record: message.r } : undefined;
  }
  if (Object.hasOwn(message, 'hb')) {
    const at = message.hb;
    return isAt(at) ? { kind: 'heartbeat', at, condition: decodeCondition(message.status) } : undefined;
  }
  if (Object.hasOwn(message, 'end')) {
    const end = message.end;
    return isObject(end) && isSequence(end.next) ? { kind: 'end', next: end.next } : undefined;
  }
  return { kind: 'unknown' };
}

/** @returns undefined: not a JSON object, or one of ours with values that make no sense */
export function decodeEngineMessage(line: string): EngineMessage | undefined {
  const message = parseObject(line);
  if (message === undefined) return undefined;
  if (Object.hasOwn(message, 'resume')) {
    const { resume, engine } = message;
    return isSequence(resume) && isName(engine) ? { kind: 'resume', next: resume, engine } : undefined;
  }
  if (Object.hasOwn(message, 'ack')) {
    const { ack } = message;
    return ack === 0 || isSequence(ack) ? { kind: 'ack', sequence: ack } : undefined;
  }
  return { kind: message.leave === true ? 'leave' : 'unknown' };
}

/** The stamp of a parsed record: `__rec.at`. */
export function atOf(record: unknown): number | undefined {
  if (!isObject(record)) return undefined;
  const stamp = record.__rec;
  return isObject(stamp) && isAt(stamp.at) ? stamp.at : undefined;
}

function decodeCondition(status: unknown): ReaderCondition | undefined {
  if (!isObject(status)) return undefined;
  const { state, why, retry_at } = status;
  return { state: shortText(state), why: shortText(why), retryAt: isAt(retry_at) ? retry_at : null };
}

function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isAt(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= LATEST_AT;
}

function isName(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > LONGEST_NAME) return false;
  return value.length > 0 && value.search(UNSHOWABLE) < 0;
}

function shortText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_NAME).replace(UNSHOWABLE, ' ') : '';
}
