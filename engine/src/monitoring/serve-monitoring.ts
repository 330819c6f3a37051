import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamingError } from '../errors.ts';
import { failure, type HttpRoutes, PLAIN_TEXT, type Reply, send, sendAnswer } from '../feed/http-reply.ts';
import { refusalOf, requireSafeDoor } from '../feed/request-guard.ts';
import type { StreamingContext } from '../streaming-context.ts';
import type { MonitorOptions } from './monitor.ts';
import { openMonitor } from './open-monitor.ts';

/** Options of {@link serveMonitoring}. */
export interface ServeMonitoringOptions extends MonitorOptions {
  /** Default 4040, Spark's; 0: any free one. */
  readonly port?: number;
  /** Default `127.0.0.1`. Any address but this machine's own needs a token. */
  readonly host?: string;
  /** 16 bytes or more, sent as `Authorization: Bearer` or `?token=`. */
  readonly token?: string;
  /** Beyond this machine all of it goes unencrypted, and that is known. Default false: it is refused. */
  readonly insecurePlaintext?: boolean;
}

/** A server that {@link serveMonitoring} has started. */
export interface MonitoringServer {
  readonly port: number;
  /** Such as `http://127.0.0.1:4040`. */
  readonly url: string;
  /** Frees the port; the context's stop does so too. May be called again. */
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 64;
const CLOSE_PATIENCE_MS = 1000;

const PAGE = `hashtide: a streaming program

  metrics     /metrics                       for Prometheus
  now         /api/v1/statistics  /api/v1/receivers  /api/v1/batches?status=processing
  every run   /api/v1/applications           then /api/v1/applications/[id]/streaming/…
  health      /livez  /readyz
`;

/**
 * Serves what Spark's Streaming page, metrics and REST tell of a program, on this machine, until the context stops:
 *
 *     const { url } = await serveMonitoring(ssc, { history: 'runs.db' });
 *     ssc.start();
 *
 * @throws {StreamingError} `PORT_IN_USE`, `PORT_FORBIDDEN`, `MONITORING_FAILED`, `TOKEN_NEEDED`, `TOKEN_TOO_SHORT`,
 *   `PLAINTEXT_REFUSED`
 */
export async function serveMonitoring(
  ssc: StreamingContext,
  { port = 4040, host = '127.0.0.1', token, insecurePlaintext, ...options }: ServeMonitoringOptions = {},
): Promise<MonitoringServer> {
  requireSafeDoor({ host, token, insecurePlaintext });
  const monitor = await openMonitor(ssc, options);
  const door = { port, token };
  const limits = { headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 5000 };
  const server = createServer({ ...limits, connectionsCheckingInterval: 1000 }, (request, response) => {
    const refusal = refusalOf(request, door);
    if (refusal !== undefined) {
      return send(request, response, failure(refusal.status, 'REFUSED', refusal.reason));
    }
    sendAnswer(request, response, (path, search) => answer(ssc, monitor, path, search));
  });
  server.maxConnections = MAX_CONNECTIONS;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      // Throws at once for a port that none can be.
      server.listen({ host, port }, resolve);
    });
  } catch (error) {
    monitor.close();
    throw listenError(error as NodeJS.ErrnoException, host, port);
  }
  server.removeAllListeners('error');
  server.on('error', () => {});
  door.port = (server.address() as AddressInfo).port;
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    monitor.close();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const cancel = ssc.clock.at(ssc.clock.now() + CLOSE_PATIENCE_MS, () => server.closeAllConnections());
    await closed;
    cancel();
  };
  const closeOnce = (): Promise<void> => {
    closing ??= close();
    return closing;
  };
  ssc.onceStopped(closeOnce);
  const name = host.includes(':') ? `[${host}]` : host;
  return { port: door.port, url: `http://${name}:${door.port}`, close: closeOnce };
}

function answer(
  ssc: StreamingContext,
  monitor: HttpRoutes,
  path: string,
  search: URLSearchParams,
): Reply | Promise<Reply> {
  if (path === '/') return { status: 200, text: PAGE, contentType: PLAIN_TEXT };
  if (path === '/livez') return { status: 200, text: '{"v":1,"live":true}' };
  if (path === '/readyz') {
    const reasons = ssc.state === 'ACTIVE' ? [] : [`the StreamingContext is ${ssc.state}`];
    const text = JSON.stringify({ v: 1, ready: reasons.length === 0, reasons });
    return { status: reasons.length === 0 ? 200 : 503, text };
  }
  return monitor.reply(path, search) ?? failure(404, 'NOT_FOUND', 'see / for what is served');
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): StreamingError {
  const fix = 'Name another port: serveMonitoring(ssc, { port: 4041 }); 0 takes any free one.';
  if (cause.code === 'EADDRINUSE') {
    return new StreamingError('PORT_IN_USE', `Port ${port} is in use by another program.`, { fix, cause });
  }
  if (cause.code === 'EACCES') {
    const message = `Port ${port} may not be opened; below 1024 needs privileges.`;
    return new StreamingError('PORT_FORBIDDEN', message, { fix, cause });
  }
  const message = `Monitoring cannot listen on ${host}:${port}: ${cause.message}.`;
  return new StreamingError('MONITORING_FAILED', message, { fix, cause });
}
