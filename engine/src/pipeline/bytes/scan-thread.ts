import { Worker } from 'node:worker_threads';
import { StreamingError, toError } from '../../errors.ts';
import { NamesReceiver, type NewNames } from './new-names.ts';
import type { RecordSource, ScannedBlock } from './scanned-block.ts';

/** What the thread is made with. */
export interface ScanThreadData {
  /** The model's name. */
  readonly model: string;
  readonly keepsRecords: boolean;
}

/** The answer to a block's bytes, in the order in which they were sent; the bytes themselves stay where they are. */
export interface ScanReply {
  readonly columns: Omit<ScannedBlock, 'names' | 'source'>;
  readonly newNames: NewNames;
  readonly ends: RecordSource['ends'] | undefined;
}

interface Waiting {
  readonly bytes: Uint8Array;
  readonly resolve: (block: ScannedBlock) => void;
  readonly reject: (error: Error) => void;
}

/** A `BlockScanner` in a thread of its own, which is started with the first block. */
export class ScanThread {
  readonly #entry: URL;
  readonly #data: ScanThreadData;
  readonly #waiting: Waiting[] = [];
  #worker: Worker | undefined;
  #endedBy: Error | undefined;

  /** @param entry a module that answers bytes with a {@link ScanReply} */
  constructor(entry: URL, data: ScanThreadData) {
    this.#entry = entry;
    this.#data = data;
  }

  /**
   * Bytes in shared memory are read where they are.
   * Rejects once the thread has died: it is not started again.
   */
  read(bytes: Uint8Array): Promise<ScannedBlock> {
    if (this.#endedBy !== undefined) return Promise.reject(this.#endedBy);
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, resolve, reject });
      // Shared or copied, never handed over: what is lost with the thread is read here.
      worker.postMessage(bytes);
    });
  }

  async stop(): Promise<void> {
    this.#end(new StreamingError('ENGINE_STOPPED', 'the thread that reads blocks was stopped'));
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, { workerData: this.#data, name: 'hashtide-scanner' });
    const receiver = new NamesReceiver();
    worker.on('message', ({ columns, newNames, ends }: ScanReply) => {
      const names = receiver.namesWith(newNames);
      const first = this.#waiting.shift();
      first?.resolve({ ...columns, names, source: ends && { bytes: first.bytes, ends } });
    });
    worker.on('error', (error) => this.#end(toError(error)));
    worker.on('exit', () => this.#end(new Error('the thread that reads blocks has ended')));
    worker.unref();
    return worker;
  }

  #end(error: Error): void {
    this.#endedBy ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
