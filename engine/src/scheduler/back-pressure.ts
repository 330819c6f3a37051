import type { DStreamGraph } from '../dstream/graph.ts';
import { ReceiverInputDStream } from '../dstream/receiver-input-dstream.ts';
import type { BackPressureOptions } from '../receiver/receiver-options.ts';
import type { ReceiverTracker } from '../receiver/receiver-tracker.ts';
import type { Duration } from '../time/duration.ts';
import { PIDRateEstimator } from './pid-rate-estimator.ts';
import { RateController } from './rate-controller.ts';
import type { RateEstimator } from './rate-estimator.ts';

/** How a context limits its receivers by what batches can do. */
export interface ContextBackPressure extends BackPressureOptions {
  /** Makes a receiver's estimator; default: a {@link PIDRateEstimator} of the weights above. */
  readonly estimator?: (batchDuration: Duration) => RateEstimator;
}

/** A controller for each receiver of the graph, going on where an earlier life was; none when it is off. */
export function makeRateControllers(
  graph: DStreamGraph,
  receivers: ReceiverTracker,
  options: ContextBackPressure = { enabled: false },
): RateController[] {
  if (!options.enabled) return [];
  const { estimator = (batchDuration) => new PIDRateEstimator(batchDuration, options) } = options;
  return graph.inputs
    .filter((input) => input instanceof ReceiverInputDStream)
    .map((input) => {
      const publish = (ratePerSecond: number): void => receivers.updateRate(input.id, ratePerSecond);
      const controller = new RateController(input.id, estimator(graph.batchDuration), publish);
      input.attachRate(controller);
      return controller;
    });
}
