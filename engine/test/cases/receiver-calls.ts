import type { Call } from './call.ts';
export const receiverCalls: Readonly<Record<string, Call>> = {};
