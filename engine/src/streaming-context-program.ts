import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DStream } from './dstream/dstream.ts';
import { StreamingError } from './errors.ts';
import { culprit } from './executor/is-cloneable.ts';
import { programSignature, requireSameProgram } from './executor/program-signature.ts';
import type { ShippedProgram } from './executor/shipped-program.ts';
import type { ProgramSignature } from './executor/wire.ts';
import type { StreamingContext } from './streaming-context.ts';
import { ContextSetup } from './streaming-context-setup.ts';

/**
 * Makes a program's streams and outputs. Runs in the driver and in every worker thread and must make the same graph
 * in all: from `args` alone, without time, random numbers or the environment. In a worker nothing of it is started
 * and no output ever runs.
 */
export type Build<A = unknown> = (
  ssc: StreamingContext,
  args: A,
  // biome-ignore lint/suspicious/noExplicitAny: a test gives its streams, of which only the program knows the types
  ...inputs: DStream<any>[]
) => unknown;

/** A program that worker threads can load: a module that exports `build`. */
export interface Program<A = unknown> {
  /** Its URL, made on that of the module that names it, or an absolute path. */
  readonly module: string | URL;
  /** Given to `build`; must survive a structured clone. */
  readonly args?: A;
  /**
   * The module's own `build`, for a script that is its own program: one that imported itself while it waits at its
   * top level would wait for ever.
   */
  readonly build?: Build<A>;
}

/** What a worker thread is told of the program; see streaming-context-worker.ts. */
export interface WorkerData {
  readonly module: string;
  readonly args: unknown;
  /** Names of the streams that there were before `build`. */
  readonly inputs: readonly string[];
  readonly conf: { readonly master: string; readonly appName: string; readonly defaultParallelism: number };
  readonly batchDuration: number;
  readonly batchTime: 'clock' | 'source';
}

/** The part of a StreamingContext that lets a program make the graph, and worker threads run it. */
export abstract class ContextProgram extends ContextSetup {
  #program: (ShippedProgram & { readonly workerData: WorkerData }) | undefined;

  /**
   * Lets a program make the streams. Worker threads do the same, so nothing may be added to the context otherwise,
   * but for output operations.
   *
   * @param inputs are given to `build` after the args
   * @returns what `build` gave
   * @throws {StreamingError} `INVALID_PROGRAM`, `PROGRAM_ARGS_NOT_CLONEABLE`, `PROGRAM_ALREADY_LOADED`
   */
  async loadProgram<A>(program: Program<A>, inputs: readonly DStream<unknown>[] = []): Promise<unknown> {
    if (this.#program !== undefined) {
      throw new StreamingError(
        'PROGRAM_ALREADY_LOADED',
        'this context has a program; it is made by one at most',
      );
    }
    const { args } = program;
    requireArgs(args);
    const module = moduleUrl(program.module);
    const build = program.build ?? (await buildOf<A>(module));
    const { result, variables } = await this.engine.recordVariables(() =>
      // A copy, as the workers have: what one build changes in it no other one sees.
      build(this as unknown as StreamingContext, structuredClone(args) as A, ...inputs),
    );
    const { master, appName, defaultParallelism } = this.engine;
    const workerData: WorkerData = {
      module,
      args,
      inputs: inputs.map(({ name }) => name),
      conf: { master, appName, defaultParallelism },
      batchDuration: this.batchDuration,
      batchTime: this.batchTime,
    };
    this.#program = { ...variables, functions: this.graph.functions, workerData };
    return result;
  }

  /** What worker threads share with the driver; undefined: no program was loaded. */
  get shippedProgram(): ShippedProgram | undefined {
    return this.#program;
  }

  /** What must be equal in all threads. */
  get programSignature(): ProgramSignature {
    const { accumulators = [], broadcasts = [] } = this.#program ?? {};
    const counts = { numAccumulators: accumulators.length, numBroadcasts: broadcasts.length };
    return programSignature(this.graph.functions, counts);
  }

  /**
   * Starts the worker threads if there is something for them.
   *
   * @param onBroken they cannot run the program
   * @returns whether it has
   * @throws {StreamingError} `PROGRAM_REQUIRED`
   */
  protected startWorkers(onBroken: (error: Error) => void): boolean {
    const { engine, graph } = this;
    if (engine.numThreads === 1) return false;
    const first = graph.functions.firstOfUser;
    if (this.#program === undefined) {
      if (first !== undefined) throw programRequired(engine.master, first);
      return false;
    }
    if (graph.functions.size === 0) return false;
    const signature = this.programSignature;
    engine.startWorkers(this.#program, {
      entry: new URL('./streaming-context-worker.ts', import.meta.url),
      workerData: this.#program.workerData,
      check: (ready) => requireSameProgram(signature, ready.signature),
      onBroken,
    });
    return true;
  }
}

function requireArgs(args: unknown): void {
  const found = culprit(args);
  if (found === undefined) return;
  throw new StreamingError(
    'PROGRAM_ARGS_NOT_CLONEABLE',
    `the program's args have ${found}; they must be plain data, for every worker thread gets a copy`,
  );
}

function moduleUrl(module: string | URL): string {
  if (module instanceof URL) return module.href;
  if (URL.canParse(module) && !/^[A-Za-z]:[\\/]/.test(module)) return module;
  if (isAbsolute(module)) return pathToFileURL(module).href;
  throw new StreamingError(
    'INVALID_PROGRAM',
    `the program's module is ${JSON.stringify(module)}; it must be a URL or an absolute path`,
    { fix: "Make a URL of it, with the calling module's own URL as its base, or give an absolute path." },
  );
}

async function buildOf<A>(module: string): Promise<Build<A>> {
  const { build } = (await import(module)) as { readonly build?: unknown };
  if (typeof build === 'function') return build as Build<A>;
  throw new StreamingError('INVALID_PROGRAM', `${module} has no function build; a program must export one`);
}

function programRequired(master: string, operator: string): StreamingError {
  return new StreamingError(
    'PROGRAM_REQUIRED',
    `master is ${master}, but ${operator} has functions that only this thread has; worker threads need a program to load`,
    {
      fix: 'Put the streams into build(ssc, args) of a module and make the context with StreamingContext.ofProgram({ module, args }, …), or run with local[1].',
    },
  );
}
