import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, SystemClock } from '@hashtide/engine';
import { json, type StandInAnswer, writeAnswer } from './stand-in-answer.ts';
import { StandInLimit } from './stand-in-limits.ts';
import { StandInRules } from './stand-in-rules.ts';
import { type Act, REFUSALS, type Step } from './stand-in-script.ts';
import { StandInStreams, type StandInStreamsOptions } from './stand-in-streams.ts';
import { type TestCertificate, testCertificate } from './test-certificate.ts';

export interface StandInXOptions extends Partial<Omit<StandInStreamsOptions, 'onChange'>> {
  /** The one token that is let in; also what key and secret are exchanged for. */
  readonly bearerToken?: string;
  readonly apiKey?: string;
  readonly apiSecret?: string;
  /** Connections allowed in 15 minutes; default 50. */
  readonly connectLimit?: number;
  /** Default 1000. */
  readonly ruleCap?: number;
}

/** A request as it came, without its key. */
export interface StandInRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

const STREAM = '/2/tweets/search/stream';
const RULES = `${STREAM}/rules`;
const CONNECTIONS = '/2/connections';

/**
 * X's filtered stream on 127.0.0.1, for tests: TLS by an authority of its own, X's refusals and limits, and
 * faults by script. Dial it as api.x.com with the source's options `connectTo` and `ca`.
 *
 *     const x = await StandInX.start({ clock });
 *     x.rules.add('#hashtide');
 *     x.script([REFUSALS.html503, accept(send(standInTweet()), ACTS.reset)]);
 */
export class StandInX {
  readonly bearerToken: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly rules: StandInRules;
  readonly requests: StandInRequest[] = [];
  readonly #clock: Clock;
  readonly #certificate: TestCertificate;
  readonly #server: Server;
  readonly #streams: StandInStreams;
  readonly #connectLimit: StandInLimit;
  readonly #ruleLimit: StandInLimit;
  readonly #otherLimit: StandInLimit;
  readonly #sockets = new Map<number, Socket>();
  readonly #waiting = new Set<() => void>();

  private constructor(certificate: TestCertificate, options: StandInXOptions) {
    const { clock = new SystemClock(), connectLimit = 50, ruleCap = 1000 } = options;
    this.#clock = clock;
    this.#certificate = certificate;
    this.bearerToken = options.bearerToken ?? 'stand-in-bearer-token';
    this.apiKey = options.apiKey ?? 'stand-in-api-key';
    this.apiSecret = options.apiSecret ?? 'stand-in-api-secret';
    this.rules = new StandInRules(ruleCap, () => clock.now());
    this.#streams = new StandInStreams({ ...options, clock, onChange: () => this.#changed() });
    this.#connectLimit = new StandInLimit(clock, connectLimit);
    this.#ruleLimit = new StandInLimit(clock, 450);
    this.#otherLimit = new StandInLimit(clock, 25);
    this.#server = createServer({
      key: certificate.key,
      cert: certificate.cert,
      ALPNProtocols: ['http/1.1'],
    });
    this.#server.on('connection', (socket) => this.#onSocket(socket));
    this.#server.on('request', (request, response) => void this.#onRequest(request, response));
    this.#server.on('tlsClientError', () => {});
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(options: StandInXOptions = {}): Promise<StandInX> {
    const standIn = new StandInX(await testCertificate(), options);
    const { promise, resolve } = Promise.withResolvers<void>();
    standIn.#server.listen(0, '127.0.0.1', resolve);
    await promise;
    return standIn;
  }

  /** PEM of the authority to trust. */
  get ca(): string {
    return this.#certificate.ca;
  }

  get connectTo(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  /** Attempts to open the stream, refused ones too: clock times. */
  get connectTimes(): readonly number[] {
    return this.requests
      .filter(({ method, path }) => method === 'GET' && path === STREAM)
      .map(({ at }) => at);
  }

  get ruleRequests(): number {
    return this.requests.filter(({ path }) => path === RULES).length;
  }

  /** Open TCP connections, of whatever kind. */
  get liveSockets(): number {
    return this.#sockets.size;
  }

  /** Open streams. */
  get liveStreams(): number {
    return this.#streams.size;
  }

  /** How the next attempts to open the stream are answered, in turn; later ones are accepted. */
  script(steps: readonly Step[]): void {
    this.#streams.script(steps);
  }

  /** Sends payloads down every open stream. @returns how many streams there are */
  push(...payloads: readonly object[]): number {
    this.#streams.push(payloads);
    return this.#streams.size;
  }

  /** Does something on every open stream. */
  async act(...acts: readonly Act[]): Promise<void> {
    await this.#streams.act(acts);
  }

  /** Resolves when `holds`, which is asked again whenever something happened here. */
  async until(holds: (standIn: StandInX) => boolean): Promise<void> {
    while (!holds(this)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
    }
  }

  /** Breaks off everything and frees the port. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.values()) socket.destroy();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    await promise;
  }

  #onSocket(socket: Socket): void {
    const { remotePort = 0 } = socket;
    this.#sockets.set(remotePort, socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(remotePort);
      this.#changed();
    });
    this.#changed();
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'https://api.x.com');
    const method = request.method ?? 'GET';
    response.on('error', () => {});
    const body = await bodyOf(request).catch(() => '');
    this.requests.push({ at: this.#clock.now(), method, path, query });
    const limit =
      path === STREAM ? this.#connectLimit : path.startsWith(RULES) ? this.#ruleLimit : this.#otherLimit;
    const answer = limit.take()
      ? this.#answer({ at: this.#clock.now(), method, path, query }, request, body, response)
      : REFUSALS.rateLimited;
    if (answer !== undefined) writeAnswer(response, answer, limit);
    this.#changed();
  }

  #answer(
    { method, path, query }: StandInRequest,
    request: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): StandInAnswer | undefined {
    if (path === '/oauth2/token' && method === 'POST') return this.#token(request, body);
    if (request.headers.authorization !== `Bearer ${this.bearerToken}`) return REFUSALS.unauthorized;
    if (path === STREAM && method === 'GET') {
      const socket = this.#sockets.get(request.socket.remotePort ?? 0) as Socket;
      return this.#streams.open(this.rules.all.length > 0, response, socket, this.#connectLimit.headers);
    }
    if (path === `${RULES}/counts`)
      return json(200, { data: { all_client_ids_rules_count: this.rules.all.length } });
    if (path === RULES)
      return method === 'GET' ? this.rules.list(query) : this.rules.change(query, parsed(body));
    if (!path.startsWith(CONNECTIONS)) return REFUSALS.notFound;
    if (method !== 'DELETE') return this.#streams.list();
    const name = path.slice(CONNECTIONS.length + 1);
    if (name === 'all' || name === 'filtered_stream') return this.#streams.kill('all');
    return this.#streams.kill((parsed(body) as { uuids?: readonly string[] } | undefined)?.uuids ?? []);
  }

  #token(request: IncomingMessage, body: string): StandInAnswer {
    const encoded = `${encodeURIComponent(this.apiKey)}:${encodeURIComponent(this.apiSecret)}`;
    const expected = `Basic ${Buffer.from(encoded).toString('base64')}`;
    if (request.headers.authorization !== expected || !body.includes('grant_type=client_credentials')) {
      const errors = [
        { code: 99, message: 'Unable to verify your credentials', label: 'authenticity_token_error' },
      ];
      return json(403, { errors });
    }
    return json(200, { token_type: 'bearer', access_token: this.bearerToken });
  }

  #changed(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('utf8');
  for await (const piece of request) body += piece as string;
  return body;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
