import type { Random } from '../fixture/random.ts';
import type { Processes } from './processes.ts';

/** What a scenario is given. */
export interface Trial {
  readonly seed: number;
  readonly random: Random;
  /** Measured times and sizes must keep to their bounds: not where any machine, however busy, must get through. */
  readonly isLong: boolean;
  /** How many of something: the first number in the short form, which fits into CI, the second in the long one. */
  amount(short: number, long: number): number;
  /** Its own; kept when it fails, removed when it does not. */
  readonly folder: string;
  readonly processes: Processes;
  /** Tells people how far it is. */
  say(text: string): void;
}

/** What came out, by name: `kills`, `cells`, …; written as they stand. */
export type Figures = Readonly<Record<string, number | string>>;

/** One way of hurting the product, and the proof that it would have been noticed. */
export interface Scenario {
  readonly name: string;
  /** What is done, in half a sentence. */
  readonly about: string;
  /**
   * @returns figures, when all that must hold held and every control failed as it must
   * @throws {ChaosFailure} what did not hold
   * @throws {Skipped} when this machine lacks what it needs
   */
  run(trial: Trial): Promise<Figures>;
}

/** Something that must hold does not. */
export class ChaosFailure extends Error {
  readonly details: readonly string[];

  constructor(message: string, details: readonly string[] = []) {
    super(message);
    this.details = details;
  }
}

/** It cannot be tried here, for this reason. */
export class Skipped extends Error {}

/** @throws {ChaosFailure} `message` unless `holds` */
export function must(holds: boolean, message: string, details?: readonly string[]): asserts holds {
  if (!holds) throw new ChaosFailure(message, details);
}

/** A control that passes proves nothing. @throws {ChaosFailure} unless it found something wrong */
export function mustFail(hasFailed: boolean, control: string): void {
  must(hasFailed, `the control "${control}" passed: this scenario would not have noticed`);
}
