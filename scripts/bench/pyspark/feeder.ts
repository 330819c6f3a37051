// node feeder.ts FILE NUM_CONNECTIONS: a plain TCP server of a recording for `socketTextStream`, which speaks no
// protocol of ours: once all have connected, each gets every n-th block of the file's lines. Prints its port,
// and when all have connected `connected`.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type Socket } from 'node:net';

const [file = '', numConnections = '1'] = process.argv.slice(2);
/** At least one line long. */
const BLOCK_BYTES = 1 << 18;
const NEWLINE = 10;

process.stdin.resume().once('end', () => process.exit()); // who started it is gone
const sockets: Socket[] = [];
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => process.exit());
  sockets.push(socket);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
console.log(typeof address === 'object' ? address?.port : '');
while (sockets.length < Number(numConnections)) await once(server, 'connection');
server.close();
console.log('connected');
let next = 0;
let rest = Buffer.alloc(0);
for await (const chunk of createReadStream(file, { highWaterMark: BLOCK_BYTES }) as AsyncIterable<Buffer>) {
  const end = chunk.lastIndexOf(NEWLINE) + 1;
  const socket = sockets[next % sockets.length] as Socket;
  const lines = Buffer.concat([rest, chunk.subarray(0, end)]);
  rest = Buffer.from(chunk.subarray(end));
  next += 1;
  if (!socket.write(lines)) await once(socket, 'drain');
}
// A closed connection would make Spark connect again: it stays until this process is ended.
