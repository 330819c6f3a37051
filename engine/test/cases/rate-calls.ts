import { expect } from 'vitest';
import { RateLimiter } from '../../src/receiver/rate-limiter.ts';
import { PIDRateEstimator } from '../../src/scheduler/pid-rate-estimator.ts';
import { ManualClock } from '../../src/testing/index.ts';
import { type Call, numberOf, type Row, rowByRow } from './call.ts';
import type { Case } from './case.ts';

const updateRate = rowByRow(({ args }) => {
  const limiter = new RateLimiter(new ManualClock(), {
    ...(typeof args.max_rate === 'number' ? { maxRatePerSecond: args.max_rate } : {}),
    ...(typeof args.initial_rate === 'number' ? { initialRatePerSecond: args.initial_rate } : {}),
  });
  return ([rate]) => {
    limiter.updateRate(rate as number);
    return limiter.ratePerSecond;
  };
});

function estimatorOf(parameters: readonly number[]): PIDRateEstimator {
  const [batchInterval = 0, proportional = 1, integral = 0.2, derived = 0, minRatePerSecond = 100] =
    parameters;
  return new PIDRateEstimator(batchInterval, { proportional, integral, derived, minRatePerSecond });
}

const PARAMETERS = ['batch_interval_ms', 'proportional', 'integral', 'derivative', 'min_rate'];
const estimatorOfCase = (each: Case): PIDRateEstimator =>
  estimatorOf(PARAMETERS.map((name) => numberOf(each, name)));

/** Rows are [time in ms, records, processingDelay, schedulingDelay] of one estimator's calls. */
const compute = rowByRow((each) => {
  const estimator = estimatorOfCase(each);
  return (row) => estimator.compute(...(row as readonly [number, number, number, number])) ?? null;
});

/** Each row makes an estimator of its own. */
const construct = rowByRow(({ args }) => {
  const names = (args.params ?? PARAMETERS) as readonly string[];
  return (row: Row) => {
    estimatorOf(PARAMETERS.map((name) => row[names.indexOf(name)] as number));
    return 'ok';
  };
});

/** Some batches that pile up: the rate stays between the minimum and what the last batch has shown to be possible. */
const staysBelowSpeed: Call = (each) => {
  const estimator = estimatorOfCase(each);
  for (let i = 0; i < 50; i += 1) {
    // As good as random, and the same in every run.
    const numRecords = 1000 + ((i * 7919) % 1000);
    const rate = estimator.compute(i * 20, numRecords, 20, 1 + ((i * 104_729) % 19));
    if (i === 0) expect(rate).toBeUndefined();
    else {
      expect(rate).toBeGreaterThanOrEqual(numberOf(each, 'min_rate'));
      expect(rate).toBeLessThan((numRecords / 20) * 1000);
    }
  }
  return {};
};

/** How fast records may come in. */
export const rateCalls: Readonly<Record<string, Call>> = {
  'RateLimiter.updateRate': updateRate,
  'PIDRateEstimator.compute': compute,
  'PIDRateEstimator.compute (property)': staysBelowSpeed,
  'PIDRateEstimator.constructor': construct,
};
