/** A function's value at a point; writes its gradient. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  readonly maxIterations: number;
  /** Ends when an iteration gains less than this share; default 1e-5. */
  readonly tolerance?: number;
  readonly log?: (line: string) => void;
}

/** Steps remembered. */
const memory = 8;
const maxHalvings = 20;
/** Armijo: the share of the promised gain that a step must bring. */
const enough = 1e-4;

/** The lowest point of a convex function that can be found from `start`: L-BFGS. `start` is used up. */
export function minimise(
  objective: Objective,
  start: Float64Array,
  { maxIterations, tolerance = 1e-5, log }: MinimiseOptions,
): Float64Array {
  const size = start.length;
  const history: Step[] = [];
  let point = start;
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const direction = directionFrom(gradient, history);
    const slope = dot(direction, gradient);
    let length = history.length === 0 ? 1 / Math.sqrt(dot(gradient, gradient)) : 1;
    let next = new Float64Array(size);
    let nextGradient = new Float64Array(size);
    let nextValue = Number.POSITIVE_INFINITY;
    for (let halving = 0; halving < maxHalvings; halving++) {
      for (let i = 0; i < size; i++) next[i] = (point[i] as number) + length * (direction[i] as number);
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + enough * length * slope) break;
      length /= 2;
    }
    if (nextValue >= value) break;
    remember(history, point, next, gradient, nextGradient);
    const gain = (value - nextValue) / Math.abs(value);
    point = next;
    gradient = nextGradient;
    value = nextValue;
    next = new Float64Array(0);
    nextGradient = next;
    log?.(`iteration ${iteration}: ${value.toFixed(6)}`);
    if (gain < tolerance) break;
  }
  return point;
}

/** How far a step went, and what it changed of the gradient. */
interface Step {
  readonly moved: Float64Array;
  readonly turned: Float64Array;
  readonly inverse: number;
}

function remember(
  history: Step[],
  from: Float64Array,
  to: Float64Array,
  gradientFrom: Float64Array,
  gradientTo: Float64Array,
): void {
  const moved = to.map((x, i) => x - (from[i] as number));
  const turned = gradientTo.map((x, i) => x - (gradientFrom[i] as number));
  const curvature = dot(moved, turned);
  if (curvature <= 0) return;
  history.push({ moved, turned, inverse: 1 / curvature });
  if (history.length > memory) history.shift();
}

function directionFrom(gradient: Float64Array, history: readonly Step[]): Float64Array {
  const direction = gradient.map((x) => -x);
  const parts: number[] = [];
  for (const { moved, turned, inverse } of history.toReversed()) {
    const part = inverse * dot(moved, direction);
    parts.push(part);
    add(direction, turned, -part);
  }
  const last = history.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.inverse * dot(last.turned, last.turned));
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * scale;
  }
  for (const { moved, turned, inverse } of history) {
    const part = parts.pop() as number;
    add(direction, moved, part - inverse * dot(turned, direction));
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function add(to: Float64Array, from: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + times * (from[i] as number);
}
