import type { ProcessCost } from './process-cost.ts';

export interface ReaderArguments {
  readonly file: string;
  readonly speed: string;
}

export interface EngineArguments {
  readonly port: number;
  readonly database: string;
  readonly writeAheadLog: boolean;
  readonly model: string;
  readonly batchMs: number;
  readonly threads: number;
}

export type FromReader =
  | { readonly kind: 'listening'; readonly port: number; readonly cost: ProcessCost }
  | { readonly kind: 'done'; readonly cost: ProcessCost };

export type FromEngine =
  | { readonly kind: 'started' }
  | {
      readonly kind: 'batch';
      readonly posts: number;
      readonly schedulingDelayMs: number;
      readonly processingMs: number;
    }
  | { readonly kind: 'done'; readonly cost: ProcessCost; readonly loopDelayP99Ms: number };
