import { type HttpRoutes, PLAIN_TEXT, type Reply } from '../feed/http-reply.ts';
import type { ProgressStatus } from '../scheduler/streaming-statistics.ts';
import type { Time } from '../time/duration.ts';
import type { Application, ApplicationBatch } from './application.ts';
import {
  applicationResource,
  batchResource,
  batchResources,
  operationResources,
  receiverResources,
  statisticsResource,
} from './streaming-resources.ts';

/** Whose statistics are served. */
export interface Applications {
  /** The one that goes on, or did last. */
  readonly current: Application;
  /** It and the former ones, newest first. */
  all(): readonly Application[];
  find(id: string): Application | undefined;
}

const STATUSES: readonly ProgressStatus[] = ['COMPLETED', 'QUEUED', 'PROCESSING'];
const BASE = '/api/v1/';
/** Of the current application, without its id. */
const SHORT_PATHS: readonly string[] = ['statistics', 'receivers', 'batches'];

/**
 * Spark's REST of a streaming program, under `/api/v1/`:
 *
 *     applications                              applications/[id]
 *     applications/[id]/streaming/statistics    …/receivers    …/receivers/[streamId]
 *     …/batches?status=completed                …/batches/[batchTime]
 *     …/batches/[batchTime]/operations          …/operations/[outputOpId]
 *
 * and, shorter, `statistics`, `receivers…` and `batches…` of the current application.
 */
export function restRoutes(applications: Applications, now: () => Time): HttpRoutes {
  return {
    reply(path, search) {
      if (!path.startsWith(BASE)) return undefined;
      const [first = '', ...rest] = path.slice(BASE.length).replace(/\/$/, '').split('/');
      if (SHORT_PATHS.includes(first)) return streaming(applications.current, [first, ...rest], search);
      if (first !== 'applications') return undefined;
      const [id, resource, ...steps] = rest;
      if (id === undefined) return listApplications(applications, search, now());
      const application = applications.find(decoded(id));
      if (application === undefined) return notFound(`unknown app: ${decoded(id)}`);
      if (resource === undefined) return json(applicationResource(application, now()));
      return resource === 'streaming' ? streaming(application, steps, search) : undefined;
    },
  };
}

function listApplications(applications: Applications, search: URLSearchParams, now: Time): Reply {
  const statuses = search.getAll('status').map((status) => status.toLowerCase());
  const unknown = statuses.find((status) => status !== 'running' && status !== 'completed');
  if (unknown !== undefined) return badStatus(unknown, ['RUNNING', 'COMPLETED']);
  const wanted = applications
    .all()
    .filter(
      ({ endTime }) =>
        statuses.length === 0 || statuses.includes(endTime === undefined ? 'running' : 'completed'),
    );
  return json(wanted.map((application) => applicationResource(application, now)));
}

function streaming(
  application: Application,
  [resource, id, ...more]: readonly string[],
  search: URLSearchParams,
): Reply | undefined {
  const { statistics } = application;
  if (resource === 'statistics' && id === undefined) return json(statisticsResource(statistics));
  if (resource === 'receivers' && more.length === 0) {
    const receivers = receiverResources(statistics);
    if (id === undefined) return json(receivers);
    const receiver = receivers.find(({ streamId }) => String(streamId) === id);
    return receiver === undefined ? notFound(`unknown receiver: ${decoded(id)}`) : json(receiver);
  }
  if (resource !== 'batches') return undefined;
  if (id === undefined) return listBatches(application, search);
  const batch = /^\d{1,16}$/.test(id) ? application.batch(Number(id)) : undefined;
  if (batch === undefined) return notFound(`unknown batch: ${decoded(id)}`);
  return more.length === 0 ? json(batchResource(batch, statistics.batchDuration)) : operations(batch, more);
}

function listBatches({ statistics }: Application, search: URLSearchParams): Reply {
  const asked = search.getAll('status').map((status) => status.toUpperCase());
  const unknown = asked.find((status) => !(STATUSES as readonly string[]).includes(status));
  if (unknown !== undefined) return badStatus(unknown, STATUSES);
  const batches = batchResources(statistics);
  return json(asked.length === 0 ? batches : batches.filter(({ status }) => asked.includes(status)));
}

function operations(batch: ApplicationBatch, [resource, id, ...more]: readonly string[]): Reply | undefined {
  if (resource !== 'operations' || more.length > 0) return undefined;
  const all = operationResources(batch);
  if (id === undefined) return json(all);
  const operation = all.find(({ outputOpId }) => String(outputOpId) === id);
  return operation === undefined ? notFound(`unknown output operation: ${decoded(id)}`) : json(operation);
}

function json(value: unknown): Reply {
  return { status: 200, text: `${JSON.stringify(value, undefined, 2)}\n` };
}

function notFound(text: string): Reply {
  return { status: 404, text: `${text}\n`, contentType: PLAIN_TEXT };
}

function badStatus(status: string, known: readonly string[]): Reply {
  const text = `unknown status: ${status}; it must be one of ${known.join(', ')}\n`;
  return { status: 400, text, contentType: PLAIN_TEXT };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
