export type { Rule, StreamRule } from './rule.ts';
export type { SourceLog } from './source-log.ts';
export type { XCounters } from './stream-intake.ts';
export { type RulesClient, type SynchronisedRules, synchroniseRules } from './synchronise-rules.ts';
export { validateRule } from './validate-rule.ts';
export type { XEndpoint } from './x-agent.ts';
export { type XSource, type XSourceOptions, xSource } from './x-source.ts';
