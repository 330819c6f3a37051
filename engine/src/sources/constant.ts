import { InputDStream, type StreamOwner } from '../dstream/input-dstream.ts';
import { StreamingError } from '../errors.ts';
import { RDD } from '../rdd/rdd.ts';

/** The same RDD in every batch. */
export class ConstantInputDStream<T> extends InputDStream<T> {
  readonly #rdd: RDD<T>;

  /** @throws {StreamingError} `INVALID_RDD` when there is none */
  constructor(owner: StreamOwner, rdd: RDD<T>) {
    if (!(rdd instanceof RDD)) {
      throw new StreamingError(
        'INVALID_RDD',
        `parameter rdd ${rdd} is illegal, which will lead to failures in every batch; it must be an RDD`,
      );
    }
    super(owner, 'constantStream');
    this.#rdd = rdd;
  }

  protected override compute(): RDD<T> {
    return this.#rdd;
  }
}
