import { isMainThread, threadId } from 'node:worker_threads';
import {
  type Broadcast,
  type CollectionAccumulator,
  type DStream,
  type StreamingContext,
  toError,
} from '../../src/index.ts';

/** The variables of the last `build` in this thread. */
export const made: {
  words?: Broadcast<string[]>;
  model?: Broadcast<Model>;
  heard?: CollectionAccumulator<string>;
} = {};

class Model {
  score(word: string): number {
    return word.length;
  }
}

/** Looks words up in a broadcast list and scores them with a broadcast model. */
export function build(ssc: StreamingContext, _args: unknown, input: DStream<string>): DStream<unknown> {
  // What the driver makes is what counts.
  const words = ssc.engine.broadcast(isMainThread ? ['driver'] : ['worker']);
  const model = ssc.engine.broadcast(new Model());
  const heard = ssc.engine.collectionAccumulator<string>('heard', 3);
  Object.assign(made, { words, model, heard });
  return input.map((word) => {
    heard.add(word);
    if (word === 'read') {
      try {
        return heard.value;
      } catch (thrown) {
        return toError(thrown).message;
      }
    }
    return [words.value, model.value.score(word), threadId === 0];
  });
}
