import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ClientMessage, FeedMessage, FrameMessage, TagMessage, View } from '@hashtide/engine/feed';
import { type WebSocket, WebSocketServer } from 'ws';
import { defaultView, hello } from './frames.ts';

/** A feed of the test's own making: says `hello` and the last frame to each client, and answers as the engine does. */
export class FakeFeed {
  readonly #server: WebSocketServer;
  readonly #clients = new Map<WebSocket, View>();
  /** What clients said, oldest first. */
  readonly received: ClientMessage[] = [];
  greeting = hello();
  frame: FrameMessage | null = null;
  tags = new Map<string, TagMessage>();

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket, request) => this.#welcome(socket, viewOf(request.url ?? '/')));
  }

  static async listen(): Promise<FakeFeed> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new FakeFeed(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The newest frame, to all. */
  publish(frame: FrameMessage): void {
    this.frame = frame;
    for (const [socket, view] of this.#clients) send(socket, viewed(frame, view));
  }

  send(message: FeedMessage): void {
    for (const socket of this.#clients.keys()) send(socket, message);
  }

  /** Cuts everybody off, as a crash would. */
  drop(): void {
    for (const socket of this.#clients.keys()) socket.terminate();
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #welcome(socket: WebSocket, view: View): void {
    this.#clients.set(socket, view);
    socket.on('close', () => this.#clients.delete(socket));
    socket.on('error', () => {});
    socket.on('message', (data) => this.#answer(socket, JSON.parse(String(data)) as ClientMessage));
    send(socket, this.greeting);
    if (this.frame !== null) send(socket, { ...viewed(this.frame, view), type: 'snapshot' });
  }

  #answer(socket: WebSocket, message: ClientMessage): void {
    this.received.push(message);
    if ('watch' in message) {
      const view = { ...(this.#clients.get(socket) ?? defaultView), ...message.watch };
      this.#clients.set(socket, view);
      if (this.frame !== null) send(socket, { ...viewed(this.frame, view), type: 'snapshot' });
    }
    if ('ask' in message) {
      const tag = this.tags.get(message.tag);
      if (tag !== undefined) send(socket, tag);
    }
  }
}

/** The view that a client asks for in its address. */
function viewOf(address: string): View {
  const query = new URL(address, 'ws://feed').searchParams;
  return {
    window_s: Number(query.get('window_s') ?? defaultView.window_s),
    reposts: (query.get('reposts') ?? defaultView.reposts) as View['reposts'],
    filter: query.get('filter') ?? '',
    limit: Number(query.get('limit') ?? defaultView.limit),
  };
}

function viewed(frame: FrameMessage, view: View): FrameMessage {
  const matching = frame.rows.filter((row) => row.tag.includes(view.filter));
  return { ...frame, view, rows: matching.slice(0, view.limit), rows_total: matching.length };
}

function send(socket: WebSocket, message: FeedMessage): void {
  socket.send(JSON.stringify(message));
}
