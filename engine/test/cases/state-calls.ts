import type { Call } from './call.ts';
export const stateCalls: Readonly<Record<string, Call>> = {};
