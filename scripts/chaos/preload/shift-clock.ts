// Loaded into a process before all else (NODE_OPTIONS=--import): its wall clock is the machine's plus so many ms as the
// file CHAOS_CLOCK says at the moment. Timers and monotonic time go on as they do when a clock is set.
import { readFileSync } from 'node:fs';

const { CHAOS_CLOCK: file = '' } = process.env;
const LOOK_EVERY_MS = 20;
const RealDate = Date;
const realNow = Date.now;
let shiftMs = 0;
look();
setInterval(look, LOOK_EVERY_MS).unref();

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [realNow() + shiftMs] : args, newTarget),
  get: (target, key) => (key === 'now' ? () => realNow() + shiftMs : Reflect.get(target, key)),
});

function look(): void {
  try {
    shiftMs = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // Not set yet.
  }
}
