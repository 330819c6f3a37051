// What the driver and its worker threads say to each other. Everything here survives a structured clone.

/** A function by its number in the program's table, by the name of an engine's one, or by what made it. */
export type WireFunction =
  | number
  | string
  | { readonly factory: string; readonly values: readonly WireValue[] };

export type WireValue = { readonly f: WireFunction } | { readonly value: unknown };

/** A plan without functions and without anything that stays in the driver. */
export type WirePlan =
  | { readonly type: 'records'; readonly records: readonly unknown[] }
  | {
      readonly type: 'step';
      readonly operator: string;
      readonly kind: string;
      readonly functions: readonly WireFunction[];
      readonly params: unknown;
      readonly partition: number;
      readonly reads: readonly WirePlan[];
    }
  | { readonly type: 'concat'; readonly reads: readonly WirePlan[] }
  /** Its records come back as `kept[id]`. */
  | { readonly type: 'keep'; readonly id: number; readonly read: WirePlan };

export interface WireAction {
  readonly kind: string;
  readonly operator: string;
  readonly functions: readonly WireFunction[];
  readonly params: unknown;
}

/** A broadcast variable, by its number among those of the program. */
export type WireBroadcast =
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly isDestroyed: true };

export interface WireTask {
  readonly id: number;
  readonly plan: WirePlan;
  readonly action: WireAction;
  readonly partition: number;
  readonly operator: string;
  readonly isTraced: boolean;
  /** What has changed since this worker's last task. */
  readonly broadcasts: readonly WireBroadcast[];
}

/** What was thrown in another thread. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code?: string | undefined;
  readonly fix?: string | undefined;
  readonly cause?: WireError | undefined;
}

/** A task's result. */
export interface WireDone {
  readonly type: 'done';
  readonly id: number;
  readonly result: unknown;
  readonly kept: ReadonlyMap<number, readonly unknown[]>;
  /** What was added to accumulators, by their numbers among those of the program. */
  readonly added: readonly (readonly [number, unknown])[];
}

export interface WireFailed {
  readonly type: 'failed';
  readonly id: number;
  readonly error: WireError;
  /** Of a traced attempt: who was at work, and on what. */
  readonly operator?: string | undefined;
  readonly record?: string | undefined;
}

/** The program's graph, as a worker has built it. */
export interface WireReady {
  readonly type: 'ready';
  readonly signature: ProgramSignature;
}

/** The program could not be loaded. */
interface WireBroken {
  readonly type: 'broken';
  readonly error: WireError;
}

export type WireReply = WireDone | WireFailed | WireReady | WireBroken;

/** What must be equal in the driver and in all worker threads. */
export interface ProgramSignature {
  readonly operators: readonly OperatorSignature[];
  readonly numAccumulators: number;
  readonly numBroadcasts: number;
  /** The source text of a function of the engine: threads that compile it differently cannot compare texts. */
  readonly probe: string;
}

/** An operator and the user's functions that it was given, as another thread sees them. */
export interface OperatorSignature {
  readonly name: string;
  /** Where it was called: `app.ts:12`. */
  readonly site: string;
  /** One a function, of its source text. */
  readonly hashes: readonly string[];
}
