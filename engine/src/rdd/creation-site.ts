/** Where the user's code called the engine. */
export interface CallSite {
  /** `app.ts:12`; '' when it cannot be told. */
  readonly site: string;
  /** The engine's function that was called there, such as `countByWindow`; '' when it cannot be told. */
  readonly method: string;
}

/** Where the user's code called: `app.ts:12`; '' when it cannot be told. */
export function creationSite(): string {
  return callSite().site;
}

export function callSite(): CallSite {
  const lines = stackLines();
  const index = lines.findIndex((line) => !ENGINE_FILE.test(line) && !NODE_ITSELF.test(line));
  const [, file, row] = /([^/\\]+):(\d+):\d+\)?$/.exec(lines[index] ?? '') ?? [];
  const [, method = ''] = /at (?:async )?(?:[\w$]+\.)*([\w$]+) /.exec(lines[index - 1] ?? '') ?? [];
  return file === undefined ? { site: '', method: '' } : { site: `${file}:${row}`, method };
}

/** The engine's own frames, tests excepted: they are callers too. */
const ENGINE_FILE =
  /[/\\]engine[/\\]src[/\\](?:rdd|executor|dstream|scheduler|testing|sources|streaming-context)[^:]*(?<!\.test)\.ts:\d/;

/** Frames that are nobody's: what comes after an await has no caller but these. */
const NODE_ITSELF = /at .*\bnode:|<anonymous>\)?$|^ *at native$/;

/** An operator made of others has more frames between it and its caller than V8 keeps by itself. */
const MAX_FRAMES = 40;

function stackLines(): string[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = MAX_FRAMES;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  return stack.split('\n').slice(1);
}
