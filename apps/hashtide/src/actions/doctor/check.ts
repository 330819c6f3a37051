/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'trouble';
  readonly detail: string;
  /** What to do; only where something can be done. */
  readonly fix?: string;
}

export function ok(name: string, detail: string): Check {
  return { name, state: 'ok', detail };
}

export function warning(name: string, detail: string, fix?: string): Check {
  return fix === undefined ? { name, state: 'warning', detail } : { name, state: 'warning', detail, fix };
}

export function trouble(name: string, detail: string, fix: string): Check {
  return { name, state: 'trouble', detail, fix };
}
