import { RateLimiter } from '../../src/receiver/rate-limiter.ts';
import { ManualClock } from '../../src/testing/index.ts';
import { type Call, rowByRow } from './call.ts';

const updateRate = rowByRow(({ args }) => {
  const limits = {
    ...(typeof args.max_rate === 'number' ? { maxRatePerSecond: args.max_rate } : {}),
    ...(typeof args.initial_rate === 'number' ? { initialRatePerSecond: args.initial_rate } : {}),
  };
  const limiter = new RateLimiter(new ManualClock(), limits);
  return ([rate]) => {
    limiter.updateRate(rate as number);
    return limiter.ratePerSecond;
  };
});

/** How fast records may come in. */
export const rateCalls: Readonly<Record<string, Call>> = { 'RateLimiter.updateRate': updateRate };
