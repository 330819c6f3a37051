import type { DStreamDefinition } from './dstream-definition.ts';
import { foreachRDD, type OutputFunction } from './operators/foreach-rdd.ts';
import { print } from './operators/print.ts';
import { saveAsObjectFiles } from './operators/save-as-object-files.ts';
import { saveAsTextFiles } from './operators/save-as-text-files.ts';
import { StateOperators } from './state-operators.ts';

/**
 * A recipe that gives one RDD each slideDuration. Operators make new streams and must be called before the
 * context starts; nothing runs until an output operation asks for it. Each operator's promises are written in
 * its own file under `operators/`.
 */
export class DStream<T> extends StateOperators<T> {
  /** A stream that reads this one. `slideDuration` and `parents` are this one's unless given. */
  derive<U>(
    definition: Pick<DStreamDefinition<U>, 'name' | 'compute'> & Partial<DStreamDefinition<U>>,
  ): DStream<U> {
    return new DStream<U>(this.graph, {
      slideDuration: this.slideDuration,
      parents: [this],
      ...definition,
    });
  }

  // Output

  print(num?: number): void {
    print(this, num);
  }

  /** PySpark's name for {@link print}. */
  pprint(num?: number): void {
    print(this, num);
  }

  saveAsTextFiles(prefix: string, suffix?: string): void {
    saveAsTextFiles(this, prefix, suffix);
  }

  saveAsObjectFiles(prefix: string, suffix?: string): void {
    saveAsObjectFiles(this, prefix, suffix);
  }

  foreachRDD(f: OutputFunction<T>): void {
    foreachRDD(this, f);
  }
}
