/** Where the user's code called: `app.ts:12`; '' when it cannot be told. */
export function creationSite(): string {
  const lines = (new Error().stack ?? '').split('\n').slice(1);
  const caller = lines.find((line) => !ENGINE_FILE.test(line));
  const [, file, row] = /([^/\\]+):(\d+):\d+\)?$/.exec(caller ?? '') ?? [];
  return file === undefined ? '' : `${file}:${row}`;
}

/** The engine's own frames, tests excepted: they are callers too. */
const ENGINE_FILE =
  /[/\\]engine[/\\]src[/\\](?:rdd|executor|dstream|scheduler|testing|streaming-context)[^:]*(?<!\.test)\.ts:\d/;
