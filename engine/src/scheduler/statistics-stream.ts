import type { InputDStream } from '../dstream/input-dstream.ts';
import { ReceiverInputDStream } from '../dstream/receiver-input-dstream.ts';
import { SourceTimeInputDStream } from '../dstream/source-time-input-dstream.ts';

/** An input stream, as statistics name it. */
export interface StatisticsStream {
  readonly id: number;
  readonly name: string;
  /** false: it makes its batches itself, as a queue does. */
  readonly hasReceiver: boolean;
}

export function statisticsStream(input: InputDStream<unknown>): StatisticsStream {
  const hasReceiver = input instanceof ReceiverInputDStream || input instanceof SourceTimeInputDStream;
  return { id: input.id, name: input.name, hasReceiver };
}
