import { MemoryWriteAheadLog } from '../../src/checkpoint/memory-write-ahead-log.ts';
import { InputInfoTracker } from '../../src/receiver/input-info-tracker.ts';
import { ReceivedBlockTracker, type TrackerLog } from '../../src/receiver/received-block-tracker.ts';
import { ManualClock } from '../../src/testing/index.ts';
import { type Call, type Row, rowByRow, rowsOf } from './call.ts';

const inputInfoTracker = rowByRow(() => {
  const tracker = new InputInfoTracker();
  /** Rows are ['report', batchTime, { stream, records }], ['get', batchTime, stream?], ['cleanup', batchTime]. */
  return ([order, batchTime, info]) => {
    const time = batchTime as number;
    if (order === 'report') {
      const { stream, records } = info as { readonly stream: number; readonly records: number };
      tracker.reportInfo(time, { inputStreamId: stream, numRecords: records, metadata: {} });
      return 'ok';
    }
    if (order === 'cleanup') {
      tracker.cleanup(time);
      return 'ok';
    }
    if (order !== 'get') throw new Error(`unknown order ${order} to an InputInfoTracker`);
    if (typeof info === 'number') return tracker.getInfo(time).get(info)?.numRecords ?? null;
    const counts = [...tracker.getInfo(time)].map(
      ([stream, { numRecords }]) => [stream, numRecords] as const,
    );
    if (counts.length > 1) return Object.fromEntries(counts);
    return counts[0]?.[1] ?? null;
  };
});

interface NamedBlock {
  readonly id: string;
}

/** `A1..A3` is three blocks; anything else is one. */
function blocksNamed(text: string): NamedBlock[] {
  const [, prefix = '', first = '', last = ''] = /^([A-Za-z]*)(\d+)\.\.[A-Za-z]*(\d+)$/.exec(text) ?? [];
  if (first === '') return text.split(/\s*,\s*/).map((id) => ({ id }));
  const count = Number(last) - Number(first) + 1;
  return Array.from({ length: count }, (_, i) => ({ id: `${prefix}${Number(first) + i}` }));
}

/** The reverse of {@link blocksNamed}: blocks of one letter that follow each other as one text. */
function namesOf(blocks: readonly NamedBlock[]): string[] {
  const runs: string[][] = [];
  for (const { id } of blocks) {
    const run = runs.at(-1);
    const next = run?.at(-1)?.replace(/\d+$/, (number) => String(Number(number) + 1));
    if (run !== undefined && id === next) run.push(id);
    else runs.push([id]);
  }
  return runs.map((run) => (run.length === 1 ? String(run[0]) : `${run[0]}..${run.at(-1)}`));
}

/** Rows are orders to one tracker, which may be made anew from its log. */
const receivedBlockTracker: Call = async (each) => {
  const stream = Number(each.args.stream ?? 0);
  const log: TrackerLog<NamedBlock> = {
    log: new MemoryWriteAheadLog(),
    clock: new ManualClock(),
    save: () => undefined,
    restore: (_saved, _streamId, id) => ({ id }),
    onError() {},
  };
  const open = (): ReceivedBlockTracker<NamedBlock> =>
    new ReceivedBlockTracker(each.args.wal === true ? log : undefined);
  let tracker = open();
  const order = async ([name, value]: Row): Promise<unknown[]> => {
    switch (name) {
      case 'add':
        for (const block of blocksNamed(String(value))) await tracker.addBlock(stream, block);
        return ['ok'];
      case 'unallocated':
        return namesOf(tracker.unallocatedBlocks(stream));
      case 'allocate':
        return [(await tracker.allocateBlocksToBatch(value as number)) ? 'ok' : 'no-op'];
      case 'blocksOf':
        return namesOf(tracker.blocksOf(value as number, stream));
      case 'cleanup':
        tracker.cleanupOldBatches(value as number);
        return ['ok'];
      case 'recover':
      case 'restart':
        tracker = open();
        tracker.restore();
        return ['ok'];
      default:
        throw new Error(`unknown order ${name} to a ReceivedBlockTracker`);
    }
  };
  const batches: unknown[][] = [];
  for (const row of rowsOf(each)) batches.push(await order(row));
  return { batches };
};

/** What is known of what was received. */
export const receiverCalls: Readonly<Record<string, Call>> = {
  'InputInfoTracker sequence': inputInfoTracker,
  'ReceivedBlockTracker sequence': receivedBlockTracker,
};
