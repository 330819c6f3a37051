import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type HttpReply, httpGet } from '../feed/testing/test-client.ts';
import type { StreamingContext, StreamingContextOptions } from '../index.ts';
import { type ServeMonitoringOptions, serveMonitoring } from './serve-monitoring.ts';
import { parseMetrics, type ScrapedMetric } from './testing/parse-metrics.ts';
import { makeProgram } from './testing/program.ts';

const contexts: StreamingContext[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const ssc of contexts.splice(0)) await ssc.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function serve(
  options: ServeMonitoringOptions = {},
  contextOptions: StreamingContextOptions = {},
  startTime = 0,
) {
  const program = makeProgram(contextOptions, startTime);
  contexts.push(program.ssc);
  const server = await serveMonitoring(program.ssc, { port: 0, ...options });
  const get = (path: string, headers = {}, method = 'GET'): Promise<HttpReply> =>
    httpGet(server.port, path, { Host: `127.0.0.1:${server.port}`, ...headers }, method);
  const scrape = async (): Promise<Map<string, ScrapedMetric>> => parseMetrics((await get('/metrics')).text);
  const rest = async (path: string) => JSON.parse((await get(`/api/v1/${path}`)).text);
  const appId = async (): Promise<string> => (await rest('applications'))[0].id;
  return { ...program, server, get, scrape, rest, appId };
}

/** A program whose second batch fails in its second output. */
async function serveThreeBatches(options: ServeMonitoringOptions = {}) {
  const served = await serve(options);
  const { ssc, clock, queue, stream, nextBatch } = served;
  stream.foreachRDD(async (rdd) => {
    await rdd.count();
    clock.advance(20);
  });
  stream.foreachRDD((_rdd, time) => {
    if (time === 2000) throw new Error('a job that failed');
  });
  queue.push([1, 2], [3], [4, 5]);
  ssc.start();
  for (let i = 0; i < 3; i += 1) await nextBatch();
  return served;
}

const value = (metrics: Map<string, ScrapedMetric>, name: string): number | undefined =>
  metrics.get(name)?.samples[0]?.value;

describe('metrics', () => {
  test('ctx-metrics-source M5 the context’s are there from its start to its stop', async () => {
    const { ssc, stream, scrape, get } = await serve();
    stream.foreachRDD(() => {});
    const hasSource = async (): Promise<boolean> => (await scrape()).has('hashtide_streaming_receivers');
    expect(await hasSource()).toBe(false);
    ssc.start();
    expect(await hasSource()).toBe(true);
    await ssc.stop();
    await expect(get('/metrics')).rejects.toThrow(/ECONNREFUSED/);
  });

  test('ctx-progress-listener M1 statistics listen from the start to the stop', async () => {
    const { ssc, stream } = makeProgram();
    contexts.push(ssc);
    stream.foreachRDD(() => {});
    const listens = (): boolean => ssc.hasStreamingListener(ssc.statistics);
    const before = listens();
    ssc.start();
    const during = listens();
    await ssc.stop();
    expect([before, during, listens()]).toEqual([false, true, false]);
  });

  test('M5 before the first batch Spark’s values, -1 where it says -1', async () => {
    const { ssc, stream, scrape } = await serve();
    stream.foreachRDD(() => {});
    ssc.start();
    const metrics = await scrape();
    const spark = [...metrics].filter(([name]) => name.startsWith('hashtide_streaming_'));
    expect(Object.fromEntries(spark.map(([name]) => [name.slice(19), value(metrics, name)]))).toEqual({
      receivers: 0,
      completed_batches_total: 0,
      received_records_total: 0,
      processed_records_total: 0,
      unprocessed_batches: 0,
      waiting_batches: 0,
      running_batches: 0,
      retained_completed_batches: 0,
      last_completed_batch_submission_timestamp_seconds: -1,
      last_completed_batch_processing_start_timestamp_seconds: -1,
      last_completed_batch_processing_end_timestamp_seconds: -1,
      last_completed_batch_processing_delay_seconds: -1,
      last_completed_batch_scheduling_delay_seconds: -1,
      last_completed_batch_total_delay_seconds: -1,
      last_received_batch_submission_timestamp_seconds: -1,
      last_received_batch_processing_start_timestamp_seconds: -1,
      last_received_batch_processing_end_timestamp_seconds: -1,
      last_received_batch_records: 0,
    });
  });

  test('M5 after batches their times in seconds, failures, the spread of delays', async () => {
    const { scrape, get } = await serveThreeBatches();
    const metrics = await scrape();
    expect(value(metrics, 'hashtide_streaming_completed_batches_total')).toBe(3);
    expect(value(metrics, 'hashtide_streaming_last_completed_batch_submission_timestamp_seconds')).toBe(3);
    expect(value(metrics, 'hashtide_streaming_last_completed_batch_processing_delay_seconds')).toBe(0.02);
    expect(metrics.get('hashtide_batches_total')?.samples).toMatchObject([
      { labels: { status: 'succeeded' }, value: 2 },
      { labels: { status: 'failed' }, value: 1 },
    ]);
    const delays = metrics.get('hashtide_batch_processing_delay_seconds')?.samples ?? [];
    const bucket = (le: string): number | undefined => delays.find(({ labels }) => labels.le === le)?.value;
    expect([bucket('0.01'), bucket('0.025'), bucket('+Inf')]).toEqual([0, 3, 3]);
    expect(delays.find(({ name }) => name.endsWith('_sum'))?.value).toBeCloseTo(0.06);
    expect(metrics.get('hashtide_build_info')?.samples[0]?.labels).toMatchObject({
      application: 'WordCount',
    });
    expect(value(metrics, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect((await get('/metrics')).headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  });
});

describe('REST', () => {
  test('M6 statistics', async () => {
    const { rest, appId } = await serveThreeBatches();
    const statistics = await rest(`applications/${await appId()}/streaming/statistics`);
    expect(statistics).toEqual({
      startTime: '1970-01-01T00:00:00.000GMT',
      batchDuration: 1000,
      numReceivers: 0,
      numActiveReceivers: 0,
      numInactiveReceivers: 0,
      numTotalCompletedBatches: 3,
      numRetainedCompletedBatches: 3,
      numActiveBatches: 0,
      numProcessedRecords: 0,
      numReceivedRecords: 0,
      avgInputRate: 0,
      avgSchedulingDelay: expect.any(Number),
      avgProcessingTime: 20,
      avgTotalDelay: expect.any(Number),
    });
    expect(await rest('statistics')).toEqual(statistics);
  });

  test('ui-tab M6 batches, newest first, with what failed', async () => {
    const { rest, appId } = await serveThreeBatches();
    const base = `applications/${await appId()}/streaming/batches`;
    const batches = await rest(base);
    expect(batches.map(({ batchId }: { batchId: number }) => batchId)).toEqual([3000, 2000, 1000]);
    expect(batches[1]).toEqual({
      batchId: 2000,
      batchTime: '1970-01-01T00:00:02.000GMT',
      status: 'COMPLETED',
      batchDuration: 1000,
      inputSize: 0,
      schedulingDelay: expect.any(Number),
      processingTime: 20,
      totalDelay: expect.any(Number),
      numActiveOutputOps: 0,
      numCompletedOutputOps: 1,
      numFailedOutputOps: 1,
      numTotalOutputOps: 2,
      firstFailureReason: expect.stringContaining('a job that failed'),
    });
    expect(batches[0]).not.toHaveProperty('firstFailureReason');
    expect(await rest(`${base}/2000`)).toEqual(batches[1]);
    const operations = await rest(`${base}/2000/operations`);
    expect(operations).toMatchObject([
      {
        outputOpId: 0,
        name: 'foreachRDD',
        description: expect.stringMatching(/^foreachRDD at serve-monitoring\.test\.ts:\d+$/),
        startTime: '1970-01-01T00:00:02.020GMT',
        duration: 20,
        jobIds: [1],
      },
      { outputOpId: 1, failureReason: expect.stringContaining('a job that failed'), jobIds: [] },
    ]);
    expect(await rest(`${base}/2000/operations/1`)).toEqual(operations[1]);
  });

  test.each([
    ['completed', [3000, 2000, 1000]],
    ['QUEUED', []],
    ['processing', []],
    ['queued&status=completed', [3000, 2000, 1000]],
  ])('M6 batches that are %s', async (status, expected) => {
    const { rest } = await serveThreeBatches();
    const batches: { batchId: number }[] = await rest(`batches?status=${status}`);
    expect(batches.map(({ batchId }) => batchId)).toEqual(expected);
  });

  test('M6 a batch that runs, and one that waits', async () => {
    const { ssc, clock, stream, rest, nextBatch } = await serve();
    const gate = Promise.withResolvers<void>();
    stream.foreachRDD(() => gate.promise);
    ssc.start();
    clock.advance(2000);
    await new Promise(setImmediate);
    expect(await rest('batches')).toMatchObject([
      { batchId: 2000, status: 'QUEUED', numActiveOutputOps: 0 },
      { batchId: 1000, status: 'PROCESSING', numActiveOutputOps: 1, schedulingDelay: expect.any(Number) },
    ]);
    expect(await rest('statistics')).toMatchObject({ numActiveBatches: 2 });
    gate.resolve();
    await nextBatch();
  });

  test('M6 receivers, and streams without one', async () => {
    const { rest } = await serveThreeBatches();
    const [queue] = await rest('receivers');
    expect(queue).toMatchObject({
      streamId: 0,
      avgEventRate: 0,
      eventRates: [
        [1000, 0],
        [2000, 0],
        [3000, 0],
      ],
    });
    expect(queue).not.toHaveProperty('isActive');
    expect(await rest('receivers/0')).toEqual(queue);
  });

  test.each([
    ['applications/nobody', 404, 'unknown app: nobody'],
    ['applications/ID/streaming/receivers/7', 404, 'unknown receiver: 7'],
    ['applications/ID/streaming/batches/7', 404, 'unknown batch: 7'],
    ['applications/ID/streaming/batches/%00..%2f', 404, 'unknown batch: \0../'],
    ['applications/ID/streaming/batches/7/operations', 404, 'unknown batch: 7'],
    ['applications/ID/streaming/batches/1000/operations/9', 404, 'unknown output operation: 9'],
    [
      'applications/ID/streaming/batches?status=done',
      400,
      'unknown status: DONE; it must be one of COMPLETED, QUEUED, PROCESSING',
    ],
    ['applications?status=x', 400, 'unknown status: x; it must be one of RUNNING, COMPLETED'],
  ])('M6 %s is %i with a text', async (path, status, text) => {
    const { get, appId } = await serveThreeBatches();
    const reply = await get(`/api/v1/${path.replace('ID', await appId())}`);
    expect([reply.status, reply.text]).toEqual([status, `${text}\n`]);
    expect(reply.headers['content-type']).toMatch(/^text\/plain/);
  });

  test.each(['/api/v1/applications/ID/streaming/batches/1000/nothing', '/api/v2', '/api/v1/', '/nothing'])(
    'M6 there is no %s',
    async (path) => {
      const { get, appId } = await serveThreeBatches();
      expect((await get(path.replace('ID', await appId()))).status).toBe(404);
    },
  );
});

describe('history', () => {
  test('M8 a run that is over is served by the next one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hashtide-'));
    folders.push(folder);
    const history = join(folder, 'runs.db');
    const first = await serveThreeBatches({ history, version: 'v1' });
    const id = await first.appId();
    const before = await Promise.all(
      ['statistics', 'batches', 'receivers', 'batches/2000/operations'].map(first.rest),
    );
    await first.ssc.stop();

    const second = await serve({ history }, {}, 3_600_000);
    second.stream.foreachRDD(() => {});
    second.ssc.start();
    const applications: { id: string }[] = await second.rest('applications');
    expect(applications).toMatchObject([
      { name: 'WordCount', attempts: [{ completed: false, startTimeEpoch: 3_600_000, endTimeEpoch: -1 }] },
      { id, attempts: [{ completed: true, startTimeEpoch: 0, endTimeEpoch: 3060, appSparkVersion: 'v1' }] },
    ]);
    const former = (path: string) => second.rest(`applications/${id}/streaming/${path}`);
    const after = await Promise.all(
      ['statistics', 'batches', 'receivers', 'batches/2000/operations'].map(former),
    );
    expect(after).toEqual(before);
    expect(
      (await second.rest('applications?status=completed')).map((each: { id: string }) => each.id),
    ).toEqual([id]);
  });

  test('M8 a batch that is remembered no longer comes from the history', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hashtide-'));
    folders.push(folder);
    const { ssc, clock, stream, rest, nextBatch } = await serve(
      { history: join(folder, 'runs.db') },
      { retainedBatches: 2 },
    );
    stream.foreachRDD(() => {});
    ssc.start();
    for (let i = 0; i < 4; i += 1) await nextBatch();
    clock.advance(1);
    const batches: { batchId: number }[] = await rest('batches');
    expect(batches.map(({ batchId }) => batchId)).toEqual([4000, 3000]);
    expect(await rest('batches/1000')).toMatchObject({ batchId: 1000, status: 'COMPLETED' });
  });
});

test('M10 with a history that cannot be used it serves without', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hashtide-'));
  folders.push(folder);
  const problems: string[] = [];
  const { ssc, stream, rest, nextBatch } = await serve({
    history: folder,
    onProblem: ({ code, message }) => problems.push(`${code} ${message}`),
  });
  stream.foreachRDD(() => {});
  ssc.start();
  await nextBatch();
  expect(problems).toEqual([expect.stringMatching(/^HISTORY_UNAVAILABLE .*folder/)]);
  expect(await rest('batches')).toHaveLength(1);
  expect(await rest('applications')).toHaveLength(1);
});

describe('the door', () => {
  test.each([
    ['another Host', { Host: 'evil.example' }, 403],
    ['another Origin', { Origin: 'http://evil.example' }, 403],
    ['this machine', {}, 200],
  ])('M7 %s', async (_name, headers, status) => {
    const { get } = await serve();
    expect((await get('/metrics', headers)).status).toBe(status);
  });

  test('M7 with a token only who has it', async () => {
    const { get } = await serve({ token: 'sixteen-bytes-or-more' });
    const withToken = { Authorization: 'Bearer sixteen-bytes-or-more' };
    const replies = [get('/metrics'), get('/metrics', withToken), get('/livez')];
    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  test('M7 only GET and HEAD', async () => {
    const { get } = await serve();
    const replies = [get('/metrics', {}, 'POST'), get('/metrics', {}, 'HEAD')];
    expect((await Promise.all(replies)).map(({ status, text }) => [status, text.length])).toEqual([
      [405, expect.any(Number)],
      [200, 0],
    ]);
  });

  test('M7 no other address without a token', async () => {
    const { ssc } = makeProgram();
    contexts.push(ssc);
    await expect(serveMonitoring(ssc, { host: '0.0.0.0', port: 0 })).rejects.toMatchObject({
      code: 'TOKEN_NEEDED',
    });
  });

  test.each([-1, 99_999, 1.5, Number.NaN])('M7 a port that none can be: %s', async (port) => {
    const { ssc } = makeProgram();
    contexts.push(ssc);
    await expect(serveMonitoring(ssc, { port })).rejects.toMatchObject({
      code: 'MONITORING_FAILED',
      message: expect.stringContaining(`:${port}`),
      fix: expect.any(String),
    });
  });

  test('M7 a port that is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as { port: number };
    const { ssc } = makeProgram();
    contexts.push(ssc);
    await expect(serveMonitoring(ssc, { port })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    holder.close();
  });

  test('M7 ready while the context is active; a start page', async () => {
    const { ssc, stream, get } = await serve();
    stream.foreachRDD(() => {});
    expect((await get('/readyz')).status).toBe(503);
    ssc.start();
    expect((await get('/readyz')).status).toBe(200);
    expect((await get('/')).text).toContain('/api/v1/applications');
  });
});
