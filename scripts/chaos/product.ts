import { readPositions } from './database.ts';
import { PATIENCE_MS, type Running } from './processes.ts';
import { must, type Trial } from './scenario.ts';
import { untilTrue } from './until-true.ts';

export interface EngineSetup {
  readonly database: string;
  /** Port of its reader on 127.0.0.1. */
  readonly reader: number;
  readonly batchMs: number;
  /** Default: none. */
  readonly feedPort?: number;
  readonly name?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly through?: readonly string[];
}

/** `hashtide run` on a database; it says `counting from` when it is ready, and a JSON line a batch. */
export function startEngine(trial: Trial, setup: EngineSetup): Running {
  const { database, reader, batchMs, feedPort, name = 'engine', env = {}, through = [] } = setup;
  const feed = feedPort === undefined ? ['--no-feed'] : ['--feed-port', String(feedPort)];
  return trial.processes.hashtide(
    [
      ...['run', '--db', database, '--reader', `127.0.0.1:${reader}`, '--batch', `${batchMs}ms`],
      ...['--model', 'afinn', '--json', ...feed],
    ],
    { name, env, through },
  );
}

export interface ReplaySetup {
  readonly file: string;
  readonly port: number;
  readonly speed: string;
  readonly name?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly through?: readonly string[];
}

/** `hashtide read replay`, listening. */
export async function startReplay(trial: Trial, setup: ReplaySetup): Promise<Running> {
  const { file, port, speed, name = 'reader', env = {}, through = [] } = setup;
  const args = ['read', 'replay', '--port', String(port), '--speed', speed, '--data-dir', trial.folder, file];
  const reader = trial.processes.hashtide(args, { name, env, through });
  const isListening = await reader.until(/ on 127\.0\.0\.1:\d+/);
  must(isListening !== undefined, 'the reader does not listen', [reader.said.slice(-2000)]);
  return reader;
}

/** A recording to be played to its end, into an engine that runs. */
export interface FinishSetup extends Omit<ReplaySetup, 'speed'> {
  readonly database: string;
  /** How many records there are. */
  readonly numRecords: number;
}

/**
 * Plays what is left of a recording as fast as it goes, until the engine has acked all of it, and then until it has
 * counted what it acked.
 */
export async function finishReplay(trial: Trial, setup: FinishSetup): Promise<void> {
  const reader = await startReplay(trial, { ...setup, speed: 'max' });
  const { code } = await reader.ended;
  must(code === 0, `the reader ended with ${code}`, [reader.said.slice(-2000)]);
  await untilCounted(setup.database, setup.numRecords);
}

/** Waits until a source's position in the tables is past `numRecords`. @throws {ChaosFailure} when that takes too long */
export async function untilCounted(
  database: string,
  numRecords: number,
  withinMs = 2 * PATIENCE_MS,
): Promise<void> {
  if (
    await untilTrue(
      () =>
        readPositions(database)
          .values()
          .some((next) => next > numRecords),
      withinMs,
    )
  )
    return;
  const positions = JSON.stringify([...readPositions(database)]);
  must(false, `acked, but not counted within ${withinMs} ms: ${positions} of ${numRecords}`);
}
