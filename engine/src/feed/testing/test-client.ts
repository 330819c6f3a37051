import { once } from 'node:events';
import { request } from 'node:http';
import { vi } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import type { FeedMessage, FrameMessage } from '../messages.ts';

/** For tests: a bare WebSocket that keeps all it was sent. */
export class TestClient {
  readonly messages: FeedMessage[] = [];
  readonly socket: WebSocket;
  closeCode = 0;

  constructor(port: number, path = '/', options: ClientOptions = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, options);
    this.socket.on('message', (data) => this.messages.push(JSON.parse(data.toString())));
    this.socket.on('error', () => {});
    this.socket.on('close', (code) => {
      this.closeCode = code;
    });
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  get types(): string[] {
    return this.messages.map(({ type }) => type);
  }

  get frames(): FrameMessage[] {
    return this.messages.filter(isFrame);
  }

  /** Waits until it has been sent `count` messages, and returns the last. */
  async message(count: number): Promise<FeedMessage> {
    await eventually(() => this.messages.length >= count);
    return this.messages[count - 1] as FeedMessage;
  }

  async closed(): Promise<number> {
    if (this.socket.readyState !== WebSocket.CLOSED) await once(this.socket, 'close');
    return this.closeCode;
  }
}

function isFrame(message: FeedMessage): message is FrameMessage {
  return message.type === 'snapshot' || message.type === 'batch';
}

/** For tests: waits for the sockets, never for luck. */
export async function eventually(isSo: () => boolean): Promise<void> {
  await vi.waitUntil(isSo, { interval: 2, timeout: 10_000 });
}

export interface HttpReply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** For tests: a request with any headers at all, which `fetch` does not allow. */
export function httpGet(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false });
    outgoing.on('error', reject);
    outgoing.on('upgrade', (reply, socket) => {
      socket.destroy();
      resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text: '' });
    });
    outgoing.on('response', (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      reply.on('data', (piece) => {
        text += piece;
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text }));
    });
    outgoing.end();
  });
}

/** What a WebSocket handshake sends. */
export const UPGRADE_HEADERS: Record<string, string> = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};
