// What a `ScanThread` runs: blocks of records in, what is counted of them out.
import { parentPort, workerData } from 'node:worker_threads';
import { loadModel } from '@hashtide/models';
import { BlockScanner } from './pipeline/bytes/block-scanner.ts';
import type { ScanReply, ScanThreadData } from './pipeline/bytes/scan-thread.ts';

const { model, keepsRecords } = workerData as ScanThreadData;
const scanner = new BlockScanner({ model: await loadModel(model), keepsRecords });

parentPort?.on('message', (bytes: Uint8Array) => {
  const { source, ...block } = scanner.read(bytes);
  const columns = [block.marks, block.ids, block.langs, block.tagEnds, block.tags];
  if (source !== undefined) columns.push(source.ends);
  const reply: ScanReply = { block, ends: source?.ends };
  parentPort?.postMessage(
    reply,
    columns.map(({ buffer }) => buffer as ArrayBuffer),
  );
});
