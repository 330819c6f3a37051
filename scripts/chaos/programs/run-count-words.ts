// A general program under test:  node run-count-words.ts MASTER INPUT OUTPUT [CHECKPOINT]
import { StreamingContext } from '../../../engine/src/index.ts';
import { BATCH_MS } from './count-words.ts';

const [master = 'local[1]', input = '', output = '', checkpoint] = process.argv.slice(2);

const create = (): Promise<StreamingContext> =>
  StreamingContext.ofProgram(
    { module: new URL('./count-words.ts', import.meta.url), args: { input, output } },
    { master, appName: 'count-words' },
    BATCH_MS,
  );
const ssc = await (checkpoint === undefined ? create() : StreamingContext.getOrCreate(checkpoint, create));
ssc.start();
console.log(`started from ${ssc.recoveredFrom ?? 'the beginning'}`);
process.once('SIGTERM', () => void ssc.stop());
await ssc.awaitTermination();
