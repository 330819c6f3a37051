// What a reader is made of, in the order in which a tweet meets it.

export { record } from './record.ts';
export { type ReaderResult, type RunReaderOptions, runReader } from './server/run-reader.ts';
export { parseSpeed, type ReplayOptions, replaySource, type Speed } from './sources/replay/index.ts';
export { type SynchronisedRules, type XSource, type XSourceOptions, xSource } from './sources/x/index.ts';
export type { SourceCondition, SourceEvent, SourceRecord, TweetSource } from './tweet-source.ts';
