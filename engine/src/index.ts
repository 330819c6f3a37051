// Begin here

// Streams
export { DStream } from './dstream/dstream.ts';
export { InputDStream } from './dstream/input-dstream.ts';
export { SourceTimeInputDStream } from './dstream/source-time-input-dstream.ts';
export type { DStreamDefinition } from './dstream/stream-node.ts';
// When things go wrong
export { StreamingError, toError } from './errors.ts';
export { Accumulator } from './executor/accumulator.ts';
export { Broadcast } from './executor/broadcast.ts';
// The batch side
export { type EngineConf, EngineContext } from './executor/engine-context.ts';
export { type Pair, RDD } from './rdd/rdd.ts';
// Writing a source
export { decodeLines } from './receiver/decode-lines.ts';
export type { OffsetRange, SourceTimeInputInfo, StreamInputInfo } from './receiver/input-info.ts';
export type { SourceTimeSink, StampedBlock } from './receiver/source-time.ts';
// Watching
export type { BatchInfo, OutputOperationInfo } from './scheduler/batch-info.ts';
export type { ReceiverInfo, StreamingListener } from './scheduler/streaming-listener.ts';
export {
  type StopOptions,
  StreamingContext,
  type StreamingContextOptions,
  type StreamingContextState,
} from './streaming-context.ts';
// Time
export { type Clock, delay, SystemClock } from './time/clock.ts';
export {
  type Duration,
  formatDuration,
  milliseconds,
  minutes,
  parseDuration,
  seconds,
  type Time,
} from './time/duration.ts';
export { batchTimeOf, type Interval, windowEndingAt } from './time/interval.ts';
