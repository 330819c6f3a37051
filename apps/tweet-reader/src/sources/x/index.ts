export type { SynchronisedRules } from './synchronise-rules.ts';
export { type XSource, type XSourceOptions, xSource } from './x-source.ts';
