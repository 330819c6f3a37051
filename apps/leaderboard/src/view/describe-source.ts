import type { FeedState, HelloMessage, SourceStatus, StorageStatus } from '@hashtide/engine/feed';
import { oneLine } from '../text/cell.ts';
import { formatAge, formatTime } from '../text/number.ts';
import { asSentence } from '../text/sentence.ts';
import { describeStorage } from './describe-storage.ts';

/** What is known of the way from the source to this screen, at `now`. */
export interface Situation {
  readonly connection: FeedState;
  /** When `connection` came about (epoch ms). */
  readonly connectionSince: number;
  readonly url: string;
  readonly hello: HelloMessage | null;
  readonly source: SourceStatus | null;
  /** null: the engine can write. */
  readonly storage: StorageStatus | null;
  /** When the last batch came here; null before the first. */
  readonly lastBatchAt: number | null;
  /** batchTime of the last batch; null before the first. */
  readonly lastBatchTime: number | null;
  readonly paused: { readonly since: number; readonly missed: number } | null;
  readonly now: number;
}

/** One word for the clock line, and one sentence where the word needs it ('' where not). */
export interface SourceReport {
  readonly word: string;
  readonly tone: 'good' | 'waiting' | 'bad';
  readonly sentence: string;
}

/** No batch for so many batch durations is stale. */
const STALE_BATCHES = 3;

/** The most important thing first: a dead socket must never look like a quiet stream. */
export function describeSource(situation: Situation): SourceReport {
  return (
    describeConnection(situation) ??
    (situation.storage && describeStorage(situation.storage, situation.now)) ??
    describeReader(situation) ??
    describeBatches(situation) ?? { word: liveWord(situation.source), tone: 'good', sentence: '' }
  );
}

function describeConnection({
  connection,
  connectionSince,
  url,
  now,
  lastBatchAt,
}: Situation): SourceReport | null {
  const where = url.replace(/\/$/u, '');
  switch (connection.state) {
    case 'open':
      return null;
    case 'connecting': {
      const waited = seconds(now - connectionSince);
      const sentence = `Connecting to ${where} for ${waited} s  (is the engine running? hashtide run)`;
      return lastBatchAt === null
        ? { word: 'CONNECTING', tone: 'waiting', sentence }
        : { word: 'RECONNECTING', tone: 'bad', sentence: `Connecting again to ${where} for ${waited} s` };
    }
    case 'retrying': {
      const wait = seconds(connection.at - now);
      const why = oneLine(connection.reason);
      return lastBatchAt === null
        ? {
            word: 'CONNECTING',
            tone: 'waiting',
            sentence: `No engine at ${where}: ${why}. Next try in ${wait} s.  Start one: hashtide run`,
          }
        : {
            word: `RECONNECTING ${wait}s`,
            tone: 'bad',
            sentence: `Lost the engine: ${why}. Next try in ${wait} s. Numbers stand still.`,
          };
    }
    case 'closed':
      return { word: 'CLOSED', tone: 'bad', sentence: `${oneLine(connection.reason)}.` };
  }
}

function describeReader({ source, lastBatchTime, now, paused }: Situation): SourceReport | null {
  if (source === null)
    return { word: 'WAITING', tone: 'waiting', sentence: 'Connected. Waiting for the engine.' };
  const detail = oneLine(source.detail);
  const retry = source.retry_at === null ? '' : ` Next try ${formatTime(source.retry_at)}Z.`;
  switch (source.state) {
    case 'ended':
      return {
        word: 'ENDED',
        tone: 'waiting',
        sentence: `The recording is over.${detail && ` ${asSentence(detail)}`}  q quits.`,
      };
    case 'failed':
      return {
        word: 'FAILED',
        tone: 'bad',
        sentence: `${asSentence(`Engine says: ${detail || 'the reader failed'}`)}${retry}`,
      };
    case 'connecting': {
      const sentence = `${asSentence(`The engine has no reader: ${detail || 'it is connecting'}`)}${retry}`;
      return { word: 'NO READER', tone: lastBatchTime === null ? 'waiting' : 'bad', sentence };
    }
    case 'connected':
      if (paused !== null) return describePause(paused, now);
      return detail === ''
        ? null
        : {
            word: liveWord(source),
            tone: 'waiting',
            sentence: `${asSentence(`Reader says: ${detail}`)}${retry}`,
          };
  }
}

function describePause(paused: NonNullable<Situation['paused']>, now: number): SourceReport {
  const behind = `${paused.missed} ${paused.missed === 1 ? 'batch' : 'batches'} behind`;
  return {
    word: 'PAUSED',
    tone: 'waiting',
    sentence: `PAUSED ${formatAge(now - paused.since)}, ${behind}. p resumes. Data is still being counted.`,
  };
}

function describeBatches(situation: Situation): SourceReport | null {
  const { hello, source, lastBatchAt, lastBatchTime, now } = situation;
  const duration = hello?.batch_duration_ms ?? 10_000;
  if (lastBatchAt === null || lastBatchTime === null) {
    const left = seconds(duration - (((now % duration) + duration) % duration));
    const when =
      source?.clock === 'live' ? ` First batch closes in ${left} s.` : ' Waiting for the first batch.';
    return { word: 'WAITING', tone: 'waiting', sentence: `Connected.${when} 0 posts so far.` };
  }
  const silent = now - lastBatchAt;
  if (silent <= STALE_BATCHES * duration + 1000) return null;
  return {
    word: `STALE ${seconds(silent)}s`,
    tone: 'bad',
    sentence: `No batch since ${formatTime(lastBatchTime)}Z, ${formatAge(silent)} ago.`,
  };
}

function liveWord(source: SourceStatus | null): string {
  return source?.clock === 'recorded' ? 'REPLAY' : 'LIVE';
}

function seconds(durationMs: number): number {
  return Math.max(0, Math.round(durationMs / 1000));
}
