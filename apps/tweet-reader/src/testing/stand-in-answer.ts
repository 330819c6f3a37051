import type { ServerResponse } from 'node:http';
import type { StandInLimit } from './stand-in-limits.ts';

/** An answer that is no stream. */
export interface StandInAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function json(status: number, body: object): StandInAnswer {
  return { status, body: JSON.stringify(body) };
}

/** @param limit whose headers go with it, as with every answer of X */
export function writeAnswer(response: ServerResponse, answer: StandInAnswer, limit: StandInLimit): void {
  const type = { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(answer.status, { ...type, ...limit.headers, ...answer.headers });
  response.end(answer.body);
}
