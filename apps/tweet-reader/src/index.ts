// What a reader is made of, in the order in which a tweet meets it.
export type { SourceCondition, SourceEvent, SourceRecord, TweetSource } from './tweet-source.ts';
export { parseSpeed, replaySource, type ReplayOptions, type Speed } from './sources/replay/index.ts';
export { type SynchronisedRules, xSource, type XSource, type XSourceOptions } from './sources/x/index.ts';
export { type ReaderResult, runReader, type RunReaderOptions } from './server/run-reader.ts';
export { record } from './record.ts';
