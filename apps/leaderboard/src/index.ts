export { boardFile } from './board-file.ts';
export { chooseMode, type Mode } from './choose-mode.ts';
export type { Correction } from './state/board-state.ts';
export { type WatchOptions, watch } from './watch.ts';
