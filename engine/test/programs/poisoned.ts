import { isMainThread } from 'node:worker_threads';
import { type DStream, Pattern, type State, StateSpec, type StreamingContext } from '../../src/index.ts';

/** A value; one above 0 in `poison` makes functions throw so many times, in all threads; below 0: always. */
export interface Dose {
  readonly n: number;
  readonly poison?: number;
}

export type Dosed = [key: string, dose: Dose];

export interface Args {
  readonly operator: Operator;
  /** How often each dose of poison, named by its `n`, has worked. */
  readonly thrown: Int32Array<SharedArrayBuffer>;
}

export const newThrown = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(4 * 1024));

/** Every operator with a past, with functions that poison makes throw. What they give are texts. */
const operators = {
  updateStateByKey: (records, take) =>
    records.updateStateByKey<string, Dose, number>((doses, sum = 0) =>
      doses.reduce((total, dose) => total + take(dose), sum),
    ),
  'updateStateByKey of partitions': (records, take) =>
    records.updateStateByKey<string, Dose, number>(
      function* (keys) {
        for (const [key, doses, sum = 0] of keys) {
          yield [key, doses.reduce((total, dose) => total + take(dose), sum)];
        }
      },
      { rememberPartitioner: true },
    ),
  mapWithState: (records, take) =>
    records.mapWithState(
      StateSpec.function(
        (_time: number, key: string, dose: Dose | undefined, state: State<number>): [string, number] => {
          const sum = (state.getOption() ?? 0) + (dose === undefined ? 0 : take(dose));
          state.update(sum);
          return [key, sum];
        },
      ),
    ),
  stateSnapshots: (records, take) =>
    records
      .mapWithState(
        StateSpec.function(
          (_time: number, _key: string, dose: Dose | undefined, state: State<number>): undefined => {
            state.update((state.getOption() ?? 0) + (dose === undefined ? 0 : take(dose)));
          },
        ),
      )
      .stateSnapshots(),
  detectPattern: (records, take) =>
    records
      .detectPattern(
        Pattern.begin('even', (dose: Dose) => take(dose) % 2 === 0)
          .followedBy('odd', ({ n }) => n % 2 === 1)
          .within(5000),
      )
      .map(([key, { even, odd }]) => [key, `${even[0]?.n} ${odd[0]?.n}`]),
  'reduceByKeyAndWindow with an inverse': (records, take) =>
    records
      .mapValues((dose) => take(dose))
      .reduceByKeyAndWindow(
        (a, b) => a + b,
        (a, b) => a - b,
        3000,
        1000,
        { filterFunc: ([, sum]) => sum !== 0 },
      ),
  'windows that slide by 2': (records, take) =>
    records
      .mapValues((dose) => take(dose))
      .reduceByKeyAndWindow(
        (a, b) => a + b,
        (a, b) => a - b,
        4000,
        2000,
        { filterFunc: ([, sum]) => sum !== 0 },
      ),
  'a state of a state': (records, take) =>
    records
      .updateStateByKey<string, Dose, number>((doses, sum = 0) =>
        doses.reduce((total, dose) => total + take(dose), sum),
      )
      .updateStateByKey<string, number, number>(([sum = 0], before = 0) => Math.max(sum, before)),
  'event time': (records, take) =>
    records
      .withWatermark(0, ([, dose]) => 10 * take(dose), { maxFuture: Number.POSITIVE_INFINITY })
      .tumblingWindow(100)
      .groupByKey()
      .map(({ key, window, value }) => [key, `${window.start} ${value.map(({ n }) => n).join(' ')}`]),
  'event-time windows': (records, take) =>
    records
      .withWatermark(1e6, ([, { n }]) => 10 * n, { maxFuture: Number.POSITIVE_INFINITY })
      .map(([key, dose]) => [key, [dose]])
      .slidingWindow(100, 50, { emit: 'update' })
      .reduceByKey((a, b) => [{ n: [...a, ...b].reduce((sum, dose) => sum + take(dose), 0) }])
      .map(({ key, window, value }) => [key, `${window.start} ${value.map(({ n }) => n).join(' ')}`]),
} satisfies Record<string, (records: DStream<Dosed>, take: (dose: Dose) => number) => DStream<unknown>>;

export type Operator = keyof typeof operators;
export const OPERATORS = Object.keys(operators) as Operator[];

export function build(
  _ssc: StreamingContext,
  { operator, thrown }: Args,
  records: DStream<Dosed>,
): DStream<unknown> {
  return operators[operator](records, ({ n, poison = 0 }) => {
    const times = poison === 0 ? 0 : Atomics.add(thrown, n, 1);
    if (poison < 0 || times < poison) throw new Error(`poison ${n}${isMainThread ? '' : ' in a worker'}`);
    return n;
  });
}
