export { formatBatches, parseBatches } from './batch-notation.ts';
export { ManualClock } from './manual-clock.ts';
export { type ProgramToRun, type RunStreamOptions, runStream, runStreams } from './run-stream.ts';
export { type InputBatch, TestInputDStream } from './test-input-dstream.ts';
export { until } from './until.ts';
