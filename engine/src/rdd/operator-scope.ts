import { creationSite } from './creation-site.ts';

/** The operator whose RDDs are being made, such as `map at app.ts:12`; undefined: user's code makes them itself. */
let current: { readonly name: string; readonly site: string } | undefined;

/** Runs `make`, whose RDDs are the work of the operator `name` that was called at `site`. */
export function inOperator<T>(name: string, site: string, make: () => T): T {
  const outer = current;
  current = { name, site };
  try {
    return make();
  } finally {
    current = outer;
  }
}

/** What to call an RDD that is made now: `map at app.ts:12`, `keyBy in count at app.ts:12`. */
export function operatorName(name: string): string {
  const site = current?.site ?? creationSite();
  const where = site === '' ? '' : ` at ${site}`;
  return current === undefined || current.name === name ? name + where : `${name} in ${current.name}${where}`;
}
