// What a worker thread runs: it builds the program's graph, as the driver did, and then answers tasks. Nothing of the
// graph is ever started here.
import { parentPort, workerData } from 'node:worker_threads';
import { InputDStream, type StreamOwner } from './dstream/input-dstream.ts';
import { StreamingError } from './errors.ts';
import { runWireTask } from './executor/run-wire-task.ts';
import type { ShippedProgram } from './executor/shipped-program.ts';
import type { AnyAccumulator } from './executor/task-context.ts';
import type { WireBroadcast, WireReply, WireTask } from './executor/wire.ts';
import { wireError } from './executor/wire-error.ts';
import { StreamingContext } from './streaming-context.ts';
import type { WorkerData } from './streaming-context-program.ts';

/** In the place of a stream that the driver has given to `build`. */
class PlacedInput extends InputDStream<unknown> {
  constructor(owner: StreamOwner, name: string) {
    super(owner, name);
  }

  protected override compute(): undefined {
    return undefined;
  }
}

const answer = (reply: WireReply): void => parentPort?.postMessage(reply);

function updateBroadcasts(program: ShippedProgram, changes: readonly WireBroadcast[]): void {
  for (const change of changes) {
    const broadcast = program.broadcasts[change.number];
    if ('isDestroyed' in change) broadcast?.destroy();
    else broadcast?.replace(change.value);
  }
}

function numberIn(program: ShippedProgram): (accumulator: AnyAccumulator) => number {
  const numbers = new Map<AnyAccumulator, number>(program.accumulators.map((each, number) => [each, number]));
  return (accumulator) => {
    const number = numbers.get(accumulator);
    if (number !== undefined) return number;
    throw new StreamingError(
      'ACCUMULATOR_NOT_SHARED',
      `accumulator ${accumulator.name ?? 'without a name'} was not made by the program's build; in a worker thread only those can be added to`,
    );
  };
}

async function start({ module, args, inputs, conf, batchDuration, batchTime }: WorkerData): Promise<void> {
  const ssc = new StreamingContext(conf, batchDuration, { batchTime });
  const placed = inputs.map((name) => new PlacedInput(ssc, name));
  await ssc.loadProgram({ module, args }, placed);
  const program = ssc.shippedProgram as ShippedProgram;
  const numberOf = numberIn(program);
  let last = Promise.resolve();
  parentPort?.on('message', (task: WireTask) => {
    // One after another, also when a task waits for something: what is in flight is in the order of the driver.
    last = last.then(async () => {
      updateBroadcasts(program, task.broadcasts);
      const reply = await runWireTask(task, program.functions, numberOf);
      try {
        answer(reply);
      } catch (thrown) {
        // Plain data to look at, and cannot be sent all the same: a proxy, a buffer that was given away.
        answer({ type: 'failed', id: task.id, error: wireError(thrown) });
      }
    });
  });
  answer({ type: 'ready', signature: ssc.programSignature });
}

start(workerData as WorkerData).catch((error: unknown) =>
  answer({ type: 'broken', error: wireError(error) }),
);
