import { isMainThread } from 'node:worker_threads';
import { type DStream, type StreamingContext, StreamingError } from '../../src/index.ts';

class Celsius {
  readonly degrees: number;
  constructor(degrees: number) {
    this.degrees = degrees;
  }
}

declare const onlyInTheDriver: (record: string) => string;

/** Functions that go wrong, by name. */
export const failures: Readonly<Record<string, (input: DStream<string>) => DStream<unknown>>> = {
  throws: (input) =>
    input
      .map((word) => word)
      .filter((word) => {
        if (word === 'bad') throw new TypeError('no such word');
        return true;
      }),
  'throws no error': (input) =>
    input.map((word) => {
      if (word === 'bad') throw 'just a text';
      return word;
    }),
  'throws later': (input) =>
    input
      .flatMap(function* (word) {
        yield word;
        if (word === 'bad') throw new Error('after the first');
      })
      .map((word) => word.length),
  'combines badly': (input) =>
    input
      .map((word): [string, string] => ['key', word])
      .reduceByKey((a, b) => {
        if (b === 'bad') throw new Error('cannot add');
        return a + b;
      }),
  'needs the driver': (input) => input.map((word) => onlyInTheDriver(word)),
  'gives an instance': (input) => input.map((word) => [word, new Celsius(7)]),
  'gives a function': (input) => input.map((word) => ({ word, say: () => word })),
  exits: (input) =>
    input.map((word) => {
      if (!isMainThread) process.exit(3);
      return word;
    }),
  'has a code': (input) =>
    input.map(() => {
      throw new StreamingError('OWN_CODE', 'an error with a cure', { fix: 'Do not.' });
    }),
};

export function build(_ssc: StreamingContext, name: string, input: DStream<string>): DStream<unknown> {
  return (failures[name] as (input: DStream<string>) => DStream<unknown>)(input);
}
