import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { StreamingError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import { FeedConnection } from './feed-connection.ts';
import type { FeedContent } from './feed-content.ts';
import { FrameCache } from './frame-cache.ts';
import { failure, type HttpRoutes, send } from './http-reply.ts';
import { answerRequest } from './http-routes.ts';
import { listenError } from './listen-error.ts';
import type { View } from './messages.ts';
import { refusalOf, requireSafeDoor } from './request-guard.ts';
import { defaultView, viewOfQuery } from './view.ts';

/** Options of {@link FeedServer}. */
export interface FeedServerOptions {
  readonly clock: Clock;
  readonly content: FeedContent;
  /** Default `127.0.0.1`. Any address but this machine's own needs a token. */
  readonly host?: string;
  /** Default 8888; 0: any free one. */
  readonly port?: number;
  /** 16 bytes or more, sent as `Authorization: Bearer` or `?token=`. */
  readonly token?: string;
  /** Beyond this machine all of it goes unencrypted, and that is known. Default false: it is refused. */
  readonly insecurePlaintext?: boolean;
  /** Paths beyond the feed's own, such as `/metrics`. */
  readonly routes?: HttpRoutes | undefined;
}

const MAX_CLIENTS = 256;
const MAX_PAYLOAD_BYTES = 16 * 1024;
const CHECK_INTERVAL_MS = 10_000;
/** A recording at full speed closes hundreds of batches a second; no eye needs more frames than this. */
const MIN_FRAME_INTERVAL_MS = 100;
const CLOSE_PATIENCE_MS = 1000;

const GOING_AWAY = 1001;

/**
 * The feed: WebSocket messages for screens and a few HTTP answers, on one port. It only ever reads its content, so no
 * client can delay or change a batch.
 */
export class FeedServer {
  readonly #clock: Clock;
  readonly #content: FeedContent;
  readonly #host: string;
  readonly #wantedPort: number;
  readonly #token: string | undefined;
  readonly #frames: FrameCache;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #connections = new Map<WebSocket, FeedConnection>();
  #state: 'new' | 'running' | 'closed' = 'new';
  #port = 0;
  #lastFrameTime = Number.NEGATIVE_INFINITY;
  #cancelFrame: (() => void) | undefined;
  #cancelCheck: (() => void) | undefined;

  /** @throws {StreamingError} `TOKEN_NEEDED`, `TOKEN_TOO_SHORT`, `PLAINTEXT_REFUSED` */
  constructor({ clock, content, host = '127.0.0.1', port = 8888, token, ...more }: FeedServerOptions) {
    const { routes, insecurePlaintext } = more;
    requireSafeDoor({ host, token, insecurePlaintext });
    this.#clock = clock;
    this.#content = content;
    this.#host = host;
    this.#wantedPort = port;
    this.#token = token;
    this.#frames = new FrameCache(content);
    this.#http = createServer(
      {
        headersTimeout: 5000,
        requestTimeout: 10_000,
        keepAliveTimeout: 5000,
        connectionsCheckingInterval: 1000,
      },
      (request, response) => {
        const refusal = refusalOf(request, this.#door);
        if (refusal !== undefined)
          return send(request, response, failure(refusal.status, 'REFUSED', refusal.reason));
        answerRequest(request, response, content, this.#frames, routes);
      },
    );
    this.#http.maxConnections = 2 * MAX_CLIENTS;
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket as Socket, head));
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_PAYLOAD_BYTES,
      perMessageDeflate: false,
    });
  }

  /** Screens that are connected. */
  get numClients(): number {
    return this.#connections.size;
  }

  /**
   * Begins to listen.
   *
   * @returns the port
   * @throws {StreamingError} `PORT_IN_USE`, `PORT_FORBIDDEN`, `FEED_FAILED`
   */
  async start(): Promise<{ port: number }> {
    if (this.#state !== 'new')
      throw new StreamingError('FEED_FAILED', `The feed is ${this.#state}; it starts once.`);
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', (error) => reject(listenError(error, this.#host, this.#wantedPort)));
      this.#http.listen({ host: this.#host, port: this.#wantedPort }, resolve);
    });
    this.#http.removeAllListeners('error');
    this.#http.on('error', () => {});
    this.#state = 'running';
    this.#port = (this.#http.address() as AddressInfo).port;
    this.#checkLater();
    return { port: this.#port };
  }

  /** A batch was committed: every client gets its view's newest frame, at most one each 100 ms. */
  publish(): void {
    this.#frames.next();
    if (this.#state !== 'running' || this.#cancelFrame !== undefined) return;
    const due = this.#lastFrameTime + MIN_FRAME_INTERVAL_MS;
    if (this.#clock.now() >= due) this.#offerFrames();
    else this.#cancelFrame = this.#clock.at(due, () => this.#offerFrames());
  }

  /** The source's or the storage's state changed. */
  publishStatus(): void {
    this.#frames.clear();
    for (const connection of this.#connections.values()) connection.offerStatus();
  }

  /** Sends what is due, says goodbye and frees the port. May be called again. */
  async close(): Promise<void> {
    if (this.#state !== 'running') {
      this.#state = 'closed';
      return;
    }
    this.#state = 'closed';
    this.#cancelCheck?.();
    if (this.#cancelFrame !== undefined) this.#offerFrames();
    // One turn, so that the last frame goes out before the goodbye.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    for (const socket of this.#connections.keys()) socket.close(GOING_AWAY, 'the engine stops');
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#http.closeIdleConnections();
    const cancel = this.#clock.at(this.#clock.now() + CLOSE_PATIENCE_MS, () => {
      for (const socket of this.#connections.keys()) socket.terminate();
      this.#http.closeAllConnections();
    });
    await closed;
    cancel();
  }

  get #door() {
    return { port: this.#port, token: this.#token };
  }

  #offerFrames(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
    this.#lastFrameTime = this.#clock.now();
    for (const connection of this.#connections.values()) connection.offerBatch();
  }

  /** Pings, and says `status`, by which a client knows that a quiet connection lives. */
  #checkLater(): void {
    this.#cancelCheck = this.#clock.at(this.#clock.now() + CHECK_INTERVAL_MS, () => {
      for (const connection of this.#connections.values()) {
        connection.check();
        connection.offerStatus();
      }
      this.#checkLater();
    });
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const [path, query] = (request.url ?? '').split('?', 2);
    const refusal = refusalOf(request, this.#door) ?? this.#upgradeRefusal(path);
    if (refusal !== undefined) refuseUpgrade(socket, refusal.status, refusal.reason);
    else this.#sockets.handleUpgrade(request, socket, head, (client) => this.#open(client, query));
  }

  #upgradeRefusal(path: string | undefined): { status: number; reason: string } | undefined {
    if (path !== '/' && path !== '/ws') return { status: 404, reason: 'the feed is at /' };
    if (this.#state === 'running' && this.#connections.size < MAX_CLIENTS) return undefined;
    return { status: 503, reason: `the feed serves ${MAX_CLIENTS} clients at most` };
  }

  #open(client: WebSocket, query: string | undefined): void {
    let view: View = defaultView;
    let problem: unknown;
    try {
      view = viewOfQuery(defaultView, new URLSearchParams(query), this.#content.hello().windows_s);
    } catch (error) {
      problem = error;
    }
    const connection = new FeedConnection(client, view, this.#clock, this.#content, this.#frames);
    this.#connections.set(client, connection);
    client.on('close', () => this.#connections.delete(client));
    connection.open();
    if (problem !== undefined) connection.offerError(problem);
  }
}

/** Answers before the handshake, so that a browser's page learns nothing and holds nothing. */
function refuseUpgrade(socket: Socket, status: number, reason: string): void {
  const text = `${reason}\n`;
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}
