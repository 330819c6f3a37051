// JSON of which nothing is known yet
export { isObject, type JsonObject } from './json-object.ts';
// The line protocol: a reader's records, or lines from a plain `nc`
export { type LineProtocolCounters, zeroCounters } from './line-protocol/counters.ts';
export { LineProtocolClient, type LineProtocolClientOptions } from './line-protocol/line-protocol-client.ts';
export {
  LineProtocolDStream,
  type LineProtocolOffsets,
  type LineProtocolRange,
  type LineProtocolStreamOptions,
  lineProtocolStream,
} from './line-protocol/line-protocol-stream.ts';
export {
  type BadRecordReason,
  decodeEngineMessage,
  type EngineMessage,
  encodeBadRecord,
  encodeEnd,
  encodeGreeting,
  encodeHeartbeat,
  type Greeting,
  LATEST_AT,
  MAX_ENGINE_LINE_BYTES,
  MAX_RECORD_BYTES,
  type ReaderCondition,
  type SourceClock,
} from './line-protocol/messages.ts';
export { readAt } from './line-protocol/record-frame.ts';
export type { RecordTarget } from './line-protocol/record-target.ts';
export { type DatabasePosition, refuseOldRecords } from './line-protocol/refuse-old-records.ts';
export { SourceLog, type SourceLogOptions, type SourceLogReport } from './line-protocol/source-log.ts';
export type { LineProtocolStatus } from './line-protocol/source-status.ts';
// Bytes to lines, for whoever reads some
export { LineSplitter, type LineSplitterOptions } from './line-splitter.ts';
// Blocks for rawSocketStream
export { encodeRawBlock } from './raw-socket.ts';
