import { isPortFree } from '../is-port-free.ts';
import { type Check, ok, warning } from './check.ts';

/** Whether a loopback port can be listened on. A taken one may be our own running engine: a note, no trouble. */
export async function checkPort(name: string, port: number, flag: string): Promise<Check> {
  return (await isPortFree(port))
    ? ok(name, `${port} is free`)
    : warning(name, `${port} is in use`, `Use another: ${flag} PORT`);
}
