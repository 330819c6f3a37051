import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '@hashtide/engine';
import { json, type StandInAnswer } from './stand-in-answer.ts';
import { StandInConnection } from './stand-in-connection.ts';
import { type Act, DISCONNECT_NOTICE, REFUSALS, type Step } from './stand-in-script.ts';
import { withNewFieldNames } from './stand-in-tweet.ts';

export interface StandInStreamsOptions {
  readonly clock: Clock;
  /** X promises 20 s; default that. */
  readonly keepAliveMs?: number;
  /** Another connection is refused with 429, or takes the place of the first; X's pages say both. */
  readonly secondConnection?: 'refuse' | 'replace';
  /** How long a connection that the client cut still counts as open. */
  readonly staleSlotMs?: number;
  /** Before or after spec 2.167. */
  readonly fieldNames?: 'old' | 'new';
  /** Called whenever something happened. */
  readonly onChange: () => void;
}

/** The streaming side of the stand-in: its script, its one slot, and what is sent. */
export class StandInStreams {
  readonly #options: StandInStreamsOptions;
  readonly #steps: Step[] = [];
  readonly #connections = new Set<StandInConnection>();
  #staleUntil: number[] = [];
  #made = 0;

  constructor(options: StandInStreamsOptions) {
    this.#options = options;
  }

  /** Open streams. */
  get size(): number {
    return this.#connections.size;
  }

  script(steps: readonly Step[]): void {
    this.#steps.push(...steps);
  }

  push(payloads: readonly object[]): void {
    for (const connection of this.#connections) for (const payload of payloads) connection.send(payload);
  }

  async act(acts: readonly Act[]): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.perform(acts)));
  }

  /** Answers an attempt to open the stream by the script. @returns a refusal; otherwise it is dealt with */
  open(
    hasRules: boolean,
    response: ServerResponse,
    socket: Socket,
    headers: Readonly<Record<string, string>>,
  ): StandInAnswer | undefined {
    const step = this.#steps[0] ?? { kind: 'accept' };
    if (step.kind === 'accept') {
      if (!hasRules) return REFUSALS.noRules;
      if (!this.#makeRoom()) return REFUSALS.tooManyConnections;
      this.#accept(step, response, socket, headers);
    }
    this.#steps.shift();
    if (step.kind === 'reset') socket.resetAndDestroy();
    return step.kind === 'refuse' ? step : undefined;
  }

  /** `GET connections` */
  list(): StandInAnswer {
    const data = [...this.#connections].map(({ id, connectedAt }) => ({
      id,
      connected_at: new Date(connectedAt).toISOString(),
      endpoint_name: 'filtered_stream',
    }));
    return json(200, { data, meta: { result_count: data.length } });
  }

  /** `DELETE connections/…`; a stale slot counts as a connection. */
  kill(which: 'all' | readonly string[]): StandInAnswer {
    const killed = [...this.#connections].filter(({ id }) => which === 'all' || which.includes(id));
    const numStale = which === 'all' ? this.#staleUntil.length : 0;
    if (which === 'all') this.#staleUntil = [];
    for (const connection of killed) connection.end();
    const results = killed.map(({ id }) => ({ uuid: id, success: true }));
    return json(200, { data: { successful_kills: killed.length + numStale, failed_kills: 0, results } });
  }

  #accept(
    step: Step & { readonly kind: 'accept' },
    response: ServerResponse,
    socket: Socket,
    headers: Readonly<Record<string, string>>,
  ): void {
    const { clock, keepAliveMs = 20_000, fieldNames, onChange } = this.#options;
    const connection: StandInConnection = new StandInConnection({
      id: String(++this.#made),
      clock,
      response,
      socket,
      keepAliveMs,
      encode: (payload) => JSON.stringify(fieldNames === 'new' ? withNewFieldNames(payload) : payload),
      onClosed: (byClient) => this.#onClosed(connection, byClient),
    });
    this.#connections.add(connection);
    const begin = (): void => {
      connection.open(headers);
      void connection.perform(step.acts ?? []).finally(onChange);
    };
    if (step.headersAfterMs === undefined) begin();
    else response.once('close', clock.at(clock.now() + step.headersAfterMs, begin));
  }

  #onClosed(connection: StandInConnection, byClient: boolean): void {
    const { clock, staleSlotMs = 0, onChange } = this.#options;
    this.#connections.delete(connection);
    if (byClient && staleSlotMs > 0) this.#staleUntil.push(clock.now() + staleSlotMs);
    onChange();
  }

  /** One connection an app. */
  #makeRoom(): boolean {
    const now = this.#options.clock.now();
    this.#staleUntil = this.#staleUntil.filter((until) => until > now);
    if (this.#connections.size === 0 && this.#staleUntil.length === 0) return true;
    if (this.#options.secondConnection !== 'replace') return false;
    for (const connection of this.#connections) {
      connection.send(DISCONNECT_NOTICE);
      connection.end();
    }
    this.#staleUntil = [];
    return true;
  }
}
