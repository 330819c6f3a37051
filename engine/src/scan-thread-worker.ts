// What a `ScanThread` runs: blocks of records in, what is counted of them out.
import { parentPort, workerData } from 'node:worker_threads';
import { loadModel } from '@hashtide/models';
import { BlockScanner } from './pipeline/bytes/block-scanner.ts';
import { NamesSender } from './pipeline/bytes/new-names.ts';
import type { ScanReply, ScanThreadData } from './pipeline/bytes/scan-thread.ts';

const { model, keepsRecords } = workerData as ScanThreadData;
const scanner = new BlockScanner({ model: await loadModel(model), keepsRecords });
const sender = new NamesSender();

parentPort?.on('message', (bytes: Uint8Array) => {
  const { source, names, ...columns } = scanner.read(bytes);
  const { marks, ids, langs, tagEnds, tags } = columns;
  const ends = source?.ends;
  const reply: ScanReply = { columns, newNames: sender.newOf(names), ends };
  const sent = [marks, ids, langs, tagEnds, tags, ...(ends === undefined ? [] : [ends])];
  parentPort?.postMessage(
    reply,
    sent.map(({ buffer }) => buffer as ArrayBuffer),
  );
});
