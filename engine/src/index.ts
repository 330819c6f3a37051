// biome-ignore-all assist/source/organizeImports: names in the order a newcomer meets them

// Begin here
export { StreamingContext } from './streaming-context.ts';
export type { Build, Program } from './streaming-context-program.ts';
export type {
  StopOptions,
  StreamingContextOptions,
  GetOrCreateOptions,
  StreamingContextState,
} from './streaming-context-options.ts';
export { formatDuration, milliseconds, minutes, parseDuration, seconds } from './time/duration.ts';
export type { Duration, Time } from './time/duration.ts';
export { isMultipleOf, to, until } from './time/time-arithmetic.ts';

// Streams
export { DStream } from './dstream/dstream.ts';
export type { OutputFunction } from './dstream/operators/foreach-rdd.ts';
export type { ReduceWindowOptions } from './dstream/operators/reduce-by-key-and-window.ts';
export type {
  UpdateFunction,
  UpdatePartitionFunction,
  UpdatePartitionOptions,
  UpdateStateOptions,
} from './dstream/operators/update-state-by-key.ts';
export { StateSpec } from './dstream/state/state-spec.ts';
export type { State } from './dstream/state/state.ts';
export type { MapWithStateDStream } from './dstream/state/map-with-state-dstream.ts';
export { Pattern, type Matched } from './dstream/pattern/pattern.ts';
export type {
  DetectPatternOptions,
  PatternDStream,
  UnfinishedMatch,
} from './dstream/operators/detect-pattern.ts';
export type { QueueStreamOptions } from './sources/queue.ts';
export type { FileStreamOptions } from './sources/files/file-streams.ts';
export type { SkippedFile } from './sources/files/skipped-files.ts';
export type { SocketConverter } from './sources/socket.ts';

// Event time
export { EventTimeStream, type WindowOptions } from './dstream/event-time/event-time-stream.ts';
export { WindowedStream } from './dstream/event-time/windowed-stream.ts';
export type { WatermarkOptions } from './dstream/event-time/watermark-options.ts';
export type { EmitMode } from './dstream/event-time/fixed-window-store.ts';
export type { TimeWindow } from './dstream/event-time/time-windows.ts';
export type { WindowResult } from './dstream/event-time/window-store.ts';
export type { InvalidEventTime, InvalidRecord } from './dstream/event-time/stamped.ts';
export type { EventTimeStatus, WindowStatus } from './dstream/event-time/event-time-status.ts';

// The batch side
export { EngineContext, type EngineConf } from './executor/engine-context.ts';
export { RDD, type Pair } from './rdd/rdd.ts';
export { StorageLevel } from './rdd/storage-level.ts';
export type { OutputOptions } from './rdd/output-directory.ts';
export type { StatCounter } from './rdd/stat-counter.ts';
export { Accumulator, type AccumulatorDefinition } from './executor/accumulator.ts';
export { CollectionAccumulator, DoubleAccumulator, LongAccumulator } from './executor/accumulators.ts';
export { Broadcast } from './executor/broadcast.ts';

// Watching
export type { JobStartedInfo, StreamingListener } from './scheduler/streaming-listener.ts';
export type { BatchInfo, BatchStatus, OutputOperationInfo } from './scheduler/batch-info.ts';
export { StatsReportListener } from './scheduler/stats-report-listener.ts';
export { StreamingStatistics } from './scheduler/streaming-statistics.ts';
export type {
  BatchProgress,
  ProgressStatus,
  RecordRate,
  StreamingStatisticsOptions,
  StreamingTotals,
} from './scheduler/streaming-statistics.ts';
export type { StatisticsStream } from './scheduler/statistics-stream.ts';
export { pySparkListener } from './scheduler/pyspark-listener.ts';
export type {
  PySparkBatchInfo,
  PySparkListener,
  PySparkOutputOperationInfo,
} from './scheduler/pyspark-listener.ts';
export { convertToTimeUnit, normalizeDuration } from './time/time-units.ts';
export type { NormalizedDuration, TimeUnit } from './time/time-units.ts';
export { formatBatchTime } from './time/format-batch-time.ts';
export type { FormatBatchTimeOptions } from './time/format-batch-time.ts';
export type { ReceiverInfo } from './receiver/receiver-info.ts';

// When things go wrong
export { StreamingError, toError } from './errors.ts';
export type { FailedOutputPolicy } from './scheduler/job-scheduler.ts';
export type { MissedBatchesPolicy } from './scheduler/recovery.ts';

// Checkpoints
export type { CheckpointPlace } from './streaming-context-recovery.ts';
export type { CheckpointEntry, CheckpointStore } from './checkpoint/checkpoint-store.ts';
export { FileCheckpointStore } from './checkpoint/file-checkpoint-store.ts';
export { MemoryCheckpointStore } from './checkpoint/memory-checkpoint-store.ts';
export type { Checkpointable, Parts } from './checkpoint/checkpointable.ts';
export type { WriteAheadLog, WriteAheadLogHandle } from './checkpoint/write-ahead-log.ts';
export { BatchedWriteAheadLog } from './checkpoint/batched-write-ahead-log.ts';
export { FileSegmentFolder } from './checkpoint/file-segment-folder.ts';
export { FileWriteAheadLog, type FileWriteAheadLogOptions } from './checkpoint/file-write-ahead-log.ts';
export type { LogDamage } from './checkpoint/recover-segments.ts';
export { MemoryWriteAheadLog } from './checkpoint/memory-write-ahead-log.ts';
export { FileReceiverLogs } from './receiver/file-receiver-logs.ts';
export type { ReceiverLogs } from './receiver/receiver-logs.ts';

// Writing a source
export { Receiver } from './receiver/receiver.ts';
export type { BlockGenerator, BlockGeneratorListener } from './receiver/block-generator.ts';
export type { Block, BlockContent } from './receiver/block.ts';
export type { ReceiverOptions } from './receiver/receiver-options.ts';
export type { ContextBackPressure } from './scheduler/back-pressure.ts';
export { PIDRateEstimator, type PIDOptions } from './scheduler/pid-rate-estimator.ts';
export type { RateEstimator } from './scheduler/rate-estimator.ts';
export { InputDStream, type StreamOwner } from './dstream/input-dstream.ts';
export { SourceTimeInputDStream } from './dstream/source-time-input-dstream.ts';
export type { SourceTimeSink, StampedBlock } from './receiver/source-time.ts';
export type { OffsetRange, SourceTimeInputInfo, StreamInputInfo } from './receiver/input-info.ts';
export { decodeLines } from './receiver/decode-lines.ts';

// Writing an operator
export type { DStreamDefinition } from './dstream/dstream-definition.ts';
export { type Interval, batchTimeOf, floorTime, windowEndingAt } from './time/interval.ts';
export { type Clock, SystemClock, delay } from './time/clock.ts';
