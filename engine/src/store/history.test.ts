import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type StreamingError, StreamingStatistics } from '../index.ts';
import { batchInfo, completed } from '../scheduler/testing/batch-info-fixture.ts';
import { ManualClock } from '../testing/index.ts';
import { HistoryFile } from './history-file.ts';
import { HistoryRecorder } from './history-recorder.ts';
import { openHistory } from './open-history.ts';
import { openStore } from './open-store.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hashtide-'));
  file = join(folder, 'runs.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function makeRecorder(history: HistoryFile, id = 'local-1', startTime = 1000) {
  const clock = new ManualClock(startTime);
  const statistics = new StreamingStatistics({
    batchDuration: 1000,
    streams: () => [{ id: 0, name: 'socket', hasReceiver: true }],
  });
  const problems: StreamingError[] = [];
  const recorder = new HistoryRecorder({
    history,
    statistics,
    clock,
    application: { id, name: 'WordCount', version: 'v1', pid: process.pid },
    onProblem: (error) => problems.push(error),
  });
  const listeners = [statistics, recorder];
  statistics.onStreamingStarted({ time: startTime });
  recorder.onStreamingStarted();
  const runBatch = (batchTime: number, failureReason?: string): void => {
    for (const listener of listeners)
      listener.onBatchCompleted(completed(batchInfo(batchTime, 10), 5, failureReason));
  };
  return { clock, statistics, recorder, problems, runBatch };
}

const timesIn = (history: HistoryFile, id = 'local-1'): number[] =>
  history.batches(id, 10_000).map(({ info }) => info.batchTime);

describe('what it keeps', () => {
  test('M8 batches come back as they were', () => {
    const history = openHistory({ file });
    const { clock, statistics, recorder, runBatch } = makeRecorder(history);
    statistics.onJobStarted({ batchTime: 2000, outputOpId: 1, jobId: 7 });
    runBatch(2000, 'Error: boom');
    runBatch(3000);
    clock.advance(0);
    expect(timesIn(history)).toEqual([2000, 3000]);
    expect(history.batch('local-1', 2000)).toEqual({
      info: completed(batchInfo(2000, 10), 5, 'Error: boom'),
      jobIds: new Map([
        [0, []],
        [1, [7]],
      ]),
    });
    recorder.close();
    const after = openHistory({ file, readOnly: true });
    expect(after.application('local-1')).toMatchObject({
      name: 'WordCount',
      batchDuration: 1000,
      startTime: 1000,
      endTime: 1000,
      totals: { numTotalCompletedBatches: 2, numTotalFailedBatches: 1, numTotalProcessedRecords: 20 },
    });
    after.close();
  });

  test('M8 metadata that is no JSON, or too much of it, leaves its description', () => {
    const history = openHistory({ file });
    const { clock, recorder } = makeRecorder(history);
    for (const [batchTime, value] of [
      [2000, 1n],
      [3000, 'x'.repeat(100_000)],
    ] as const) {
      const input = { inputStreamId: 0, numRecords: 1, metadata: { Description: 'two files', value } };
      recorder.onBatchCompleted(
        completed(batchInfo(batchTime, 1, { streamIdToInputInfo: new Map([[0, input]]) })),
      );
    }
    clock.advance(0);
    for (const { info } of history.batches('local-1', 10)) {
      expect(info.streamIdToInputInfo.get(0)?.metadata).toEqual({ Description: 'two files' });
    }
    recorder.close();
  });

  test('M9 the newest batches and runs, as many as its limits say', () => {
    const history = openHistory({ file, maxBatches: 5, maxApplications: 3 });
    for (let run = 1; run <= 5; run += 1) {
      const { clock, recorder, runBatch } = makeRecorder(history, `local-${run}`, run * 100_000);
      for (let i = 1; i <= 3; i += 1) runBatch(run * 100_000 + i * 1000);
      clock.advance(0);
      expect(recorder.numWaiting).toBe(0);
    }
    expect(history.applications().map(({ id }) => id)).toEqual(['local-5', 'local-4', 'local-3']);
    expect([timesIn(history, 'local-5'), timesIn(history, 'local-4'), timesIn(history, 'local-1')]).toEqual([
      [501_000, 502_000, 503_000],
      [402_000, 403_000],
      [],
    ]);
    history.close();
  });

  test('M9 one write a second at most', () => {
    const history = openHistory({ file });
    const { clock, recorder, runBatch } = makeRecorder(history);
    clock.advance(0);
    const seen: number[] = [];
    for (let i = 1; i <= 25; i += 1) {
      runBatch(i);
      clock.advance(100);
      seen.push(timesIn(history).length);
    }
    expect(new Set(seen)).toEqual(new Set([0, 10, 20]));
    recorder.close();
  });

  test('M8 several programs share a file', () => {
    const programs = ['local-1', 'local-2'].map((id) => makeRecorder(openHistory({ file }), id));
    for (const { clock, runBatch } of programs) {
      runBatch(2000);
      clock.advance(0);
    }
    for (const { recorder, problems } of programs) {
      recorder.close();
      expect(problems).toEqual([]);
    }
    const history = openHistory({ file, readOnly: true });
    expect([timesIn(history, 'local-1'), timesIn(history, 'local-2')]).toEqual([[2000], [2000]]);
    history.close();
  });

  test('M8 only its owner may read it', () => {
    openHistory({ file }).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('trouble', () => {
  test('M10 while another program holds the file batches wait; then they are written', () => {
    const history = openHistory({ file });
    const { clock, recorder, problems, runBatch } = makeRecorder(history);
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    for (let i = 1; i <= 4; i += 1) {
      runBatch(1000 + i);
      clock.advance(10_000);
    }
    expect([recorder.numWaiting, timesIn(history)]).toEqual([4, []]);
    expect(problems).toMatchObject([
      { code: 'HISTORY_UNAVAILABLE', message: expect.stringContaining('locked') },
    ]);
    other.exec('COMMIT');
    other.close();
    clock.advance(10_000);
    expect([recorder.numWaiting, recorder.numDropped, timesIn(history).length]).toEqual([0, 0, 4]);
    recorder.close();
  });

  test('M10 a full disk is told once; what cannot wait is counted', () => {
    openHistory({ file }).close();
    const db = new Database(file);
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
    const history = new HistoryFile(db, file);
    const { clock, recorder, problems, runBatch } = makeRecorder(history);
    for (let i = 1; i <= 1200; i += 1) runBatch(1000 + i, 'x'.repeat(500));
    for (let i = 0; i < 5; i += 1) clock.advance(10_000);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/full/)]);
    expect([recorder.numWaiting, recorder.numDropped]).toEqual([1000, 200]);
    db.pragma('max_page_count = 100000');
    clock.advance(10_000);
    expect([recorder.numWaiting, timesIn(history).length]).toEqual([0, 1000]);
    recorder.close();
  });

  test.each([
    [
      'of another kind',
      (path: string) => openStore({ file: path, batchDurationMs: 1000, model: 'a' }).close(),
    ],
    ['a text', (path: string) => writeFileSync(path, 'not a database, however long it may be. '.repeat(100))],
    ['damaged', damage],
    ['a folder', (path: string) => mkdirSync(path)],
    ['newer', newer],
  ])('M10 a file that is %s is refused, and nothing is changed', (_name, make) => {
    make(file);
    expect(() => openHistory({ file })).toThrow(expect.objectContaining({ code: 'HISTORY_UNAVAILABLE' }));
  });

  test('M10 a file that does not exist is not made by who only reads', () => {
    expect(() => openHistory({ file, readOnly: true })).toThrow(
      expect.objectContaining({ code: 'HISTORY_NOT_FOUND' }),
    );
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('M10 kill -9 at any moment leaves it whole', { timeout: 240_000 }, async () => {
    const numLatest = (): number => {
      const history = openHistory({ file, readOnly: true });
      const [latest] = history.applications();
      history.close();
      return latest?.endTime === undefined ? (latest?.totals.numTotalCompletedBatches ?? 0) : 0;
    };
    for (const delayMs of [0, 300, undefined]) {
      const script = join(import.meta.dirname, 'testing', 'history-forever.ts');
      const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      child.stdout.resume();
      if (delayMs !== undefined) await sleep(delayMs);
      // The last one lives until much of it is in the file.
      else while (numLatest() <= 50) await sleep(20);
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    const db = new Database(file);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
    const history = openHistory({ file });
    const runs = history.applications();
    expect(runs.length).toBeGreaterThan(0);
    for (const { id, endTime, totals } of runs) {
      expect(endTime).toBeUndefined();
      expect(timesIn(history, id)).toHaveLength(totals.numTotalCompletedBatches);
    }
    expect(runs[0]?.totals.numTotalCompletedBatches).toBeGreaterThan(50);
    history.close();
  });
});

function damage(path: string): void {
  const history = openHistory({ file: path });
  const { clock, recorder, runBatch } = makeRecorder(history);
  for (let i = 1; i <= 200; i += 1) runBatch(i);
  clock.advance(0);
  recorder.close();
  const size = statSync(path).size;
  writeFileSync(path, Buffer.alloc(size - 100, 0xff), { flag: 'r+' });
  const header = Buffer.from('SQLite format 3\0');
  writeFileSync(path, header, { flag: 'r+' });
}

function newer(path: string): void {
  openHistory({ file: path }).close();
  const db = new Database(path);
  db.pragma('user_version = 99');
  db.close();
}
