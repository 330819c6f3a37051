import { isObject } from '@hashtide/engine/sources';
import { EngineAcks } from '../engine-acks.ts';
import { sealText, unsealText } from './sealed-text.ts';
import { readFile, replaceFile, type SpoolFiles } from './spool-files.ts';

const EPOCH_FILE = 'epoch';
const STATE_FILE = 'state';

/** What a spool knows besides its records. Losing it costs no record. */
export interface SpoolState {
  readonly acks: EngineAcks;
  /** The reader ended in order: all that it had taken was written. */
  readonly isClosed: boolean;
  /** The recording is over and every engine has all of it. */
  readonly isOver: boolean;
  readonly numDropped: number;
}

/** @returns undefined: there is none, or it is damaged */
export async function readEpoch(files: SpoolFiles): Promise<string | undefined> {
  const text = unsealText((await readFile(files, EPOCH_FILE))?.toString('latin1') ?? '');
  return /^hashtide-spool 1 (\S{1,200})$/.exec(text ?? '')?.[1];
}

export function writeEpoch(files: SpoolFiles, epoch: string): Promise<void> {
  return replaceFile(files, EPOCH_FILE, sealText(`hashtide-spool 1 ${epoch}`));
}

/** @returns undefined: there is none, or it is damaged */
export async function readState(files: SpoolFiles, epoch: string): Promise<SpoolState | undefined> {
  const text = unsealText((await readFile(files, STATE_FILE))?.toString('utf8') ?? '');
  if (text === undefined) return undefined;
  const state: unknown = JSON.parse(text);
  if (!isObject(state) || state.epoch !== epoch || !isObject(state.engines)) return undefined;
  const acks = new EngineAcks();
  for (const [engineId, ack] of Object.entries(state.engines)) {
    if (!isObject(ack) || !isCount(ack.acked) || typeof ack.heardAt !== 'number') continue;
    acks.set(engineId, ack.acked, ack.heardAt);
  }
  return {
    acks,
    isClosed: state.isClosed === true,
    isOver: state.isOver === true,
    numDropped: isCount(state.numDropped) ? state.numDropped : 0,
  };
}

export function writeState(files: SpoolFiles, epoch: string, state: SpoolState): Promise<void> {
  const { acks, isClosed, isOver, numDropped } = state;
  const engines = Object.fromEntries(
    [...acks.entries()].map(([engineId, { sequence, heardAt }]) => [engineId, { acked: sequence, heardAt }]),
  );
  return replaceFile(
    files,
    STATE_FILE,
    sealText(JSON.stringify({ epoch, isClosed, isOver, numDropped, engines })),
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
