export {
  type KillReaderOptions,
  type KillReaderReport,
  killReader,
} from '../server/disk-spool/testing/kill-reader.ts';
export { SourceProbe } from './source-probe.ts';
export { type StandInRule, StandInRules } from './stand-in-rules.ts';
export {
  ACTS,
  type Act,
  accept,
  CONNECTION_EXCEPTION,
  DISCONNECT_NOTICE,
  REFUSALS,
  type Step,
  send,
  wait,
  write,
} from './stand-in-script.ts';
export {
  type StandInPayload,
  type StandInTweet,
  standInTweet,
  standInTweetId,
  withNewFieldNames,
} from './stand-in-tweet.ts';
export { type StandInRequest, StandInX, type StandInXOptions } from './stand-in-x.ts';
export { type TestCertificate, testCertificate } from './test-certificate.ts';
