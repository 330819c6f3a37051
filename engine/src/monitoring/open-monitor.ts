import { randomBytes } from 'node:crypto';
import { StreamingError } from '../errors.ts';
import type { HistoryFile } from '../store/history-file.ts';
import type { StreamingContext } from '../streaming-context.ts';
import { Monitor, type MonitorOptions } from './monitor.ts';

/**
 * Watches `ssc` from now to its stop, and keeps its history in a file where one is named. Where that file cannot be
 * used, `onProblem` is told and it watches without. Call it before `ssc.start()`: a history holds what it was told.
 */
export async function openMonitor(
  ssc: StreamingContext,
  { history: file, version = '', onProblem = warn }: MonitorOptions = {},
): Promise<Monitor> {
  const id = `local-${ssc.clock.now()}-${randomBytes(3).toString('hex')}`;
  if (file === undefined) return new Monitor({ ssc, id, version, history: undefined, recorder: undefined });
  // Loaded where it is wanted: a program without a history needs no SQLite.
  const { openHistory } = await import('../store/open-history.ts');
  const { HistoryRecorder } = await import('../store/history-recorder.ts');
  let history: HistoryFile | undefined;
  try {
    history = openHistory({ file });
  } catch (error) {
    if (!(error instanceof StreamingError)) throw error;
    onProblem(error);
  }
  const application = { id, name: ssc.engine.appName, version, pid: process.pid };
  const recorder =
    history &&
    new HistoryRecorder({ history, application, statistics: ssc.statistics, clock: ssc.clock, onProblem });
  return new Monitor({ ssc, id, version, history, recorder });
}

function warn(error: StreamingError): void {
  process.emitWarning(error);
}
