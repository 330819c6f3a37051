import type { HistoryRecorder } from '../store/history-recorder.ts';
import type { Metric } from './metric.ts';

export function historyMetrics(recorder: HistoryRecorder): readonly Metric[] {
  return [
    {
      type: 'gauge',
      name: 'hashtide_history_waiting_batches',
      help: 'Batches that are not in the history yet',
      read: () => recorder.numWaiting,
    },
    {
      type: 'counter',
      name: 'hashtide_history_dropped_batches_total',
      help: 'Batches that never came into the history, because it could not be written',
      read: () => recorder.numDropped,
    },
  ];
}
