export type { ReplayOptions } from './replay-options.ts';
export { replaySource } from './replay-source.ts';
export { parseSpeed, type Speed } from './speed.ts';
