import { ReceiverInputDStream } from '../dstream/receiver-input-dstream.ts';
import { SourceTimeInputDStream } from '../dstream/source-time-input-dstream.ts';
import { StreamingError } from '../errors.ts';
import type { ReceiverTracker } from '../receiver/receiver-tracker.ts';
import { type SourceTimeOptions, SourceTimeTracker } from '../receiver/source-time-tracker.ts';
import type { Clock } from '../time/clock.ts';
import { ClockJobGenerator } from './clock-job-generator.ts';
import type { JobGenerator, JobGeneratorParts } from './job-generator.ts';
import { SourceTimeJobGenerator } from './source-time-job-generator.ts';

/**
 * Ties a graph's inputs to what decides its batches.
 *
 * @throws {StreamingError} `SOURCE_TIME_REQUIRED` when the inputs do not fit `batchTime`
 */
export function makeJobGenerator(
  batchTime: 'clock' | 'source',
  parts: JobGeneratorParts,
  clock: Clock,
  receivers: ReceiverTracker,
  sourceTime: Omit<SourceTimeOptions, 'clock' | 'batchDuration' | 'onReady'>,
): JobGenerator {
  const { inputs, batchDuration } = parts.graph;
  for (const input of inputs) if (input instanceof ReceiverInputDStream) input.attach(receivers);
  const sources = inputs.filter((input) => input instanceof SourceTimeInputDStream);
  if (batchTime === 'clock') {
    if (sources[0] === undefined) return new ClockJobGenerator(parts, clock, receivers);
    throw new StreamingError(
      'SOURCE_TIME_REQUIRED',
      `${sources[0].name} stamps its own records; it needs a StreamingContext with batchTime source, this one has clock`,
    );
  }
  if (sources.length === 0) {
    throw new StreamingError(
      'SOURCE_TIME_REQUIRED',
      'batchTime is source; at least one input must stamp its records',
    );
  }
  const onReady = (): unknown => generator.generate();
  const tracker = new SourceTimeTracker({ ...sourceTime, clock, batchDuration, onReady });
  const generator = new SourceTimeJobGenerator(parts, tracker, receivers);
  for (const source of sources) source.attach(tracker.addSource(), receivers);
  return generator;
}
