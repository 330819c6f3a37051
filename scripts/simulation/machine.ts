import type { World } from './world.ts';

/** A computer: its wall clock may be wrong. */
export class Machine {
  readonly name: string;
  #clockOffset = 0;
  #hasBeenSteady = true;
  readonly #world: World;

  constructor(name: string, world: World) {
    this.name = name;
    this.#world = world;
  }

  get now(): number {
    return this.#world.now + this.#clockOffset;
  }

  /** Its clock has never been set. */
  get hasBeenSteady(): boolean {
    return this.#hasBeenSteady;
  }

  /** Wall clock less true time, ms. */
  setClock(offsetMs: number): void {
    this.#clockOffset = offsetMs;
    this.#hasBeenSteady = false;
  }
}
