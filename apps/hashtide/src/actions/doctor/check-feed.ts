import { type Check, ok } from './check.ts';

const PATIENCE_MS = 1000;

/** Whether an engine answers on the feed port, and what it says of itself. */
export async function checkFeed(port: number): Promise<Check> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return ok(
      'engine',
      answer.ok
        ? `running on ${port}, ready`
        : `running on ${port}, not ready yet: ${(await answer.text()).slice(0, 200)}`,
    );
  } catch {
    return ok('engine', `none on ${port}`);
  }
}
