import { redactSecrets } from './redact-secrets.ts';

/** An error that says what, why and what to do, as StreamingError and the models' own do. */
interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly fix?: string | undefined;
}

const exitCodes: Readonly<Record<number, readonly RegExp[]>> = {
  2: [
    /^INVALID_/,
    /^UNKNOWN_/,
    /^FILE_/,
    /^NOT_/,
    /^NO_EXAMPLES$/,
    /^EMPTY_FILE$/,
    /^IS_A_DIRECTORY$/,
    /^BATCH_DURATION_MISMATCH$/,
    /^RECORDS_TOO_OLD$/,
    /^X_UNKNOWN_OPERATOR$/,
    /^X_INVALID_RULE$/,
    /^X_BAD_REQUEST$/,
    /^X_NO_RULES$/,
    /^TOKEN_NEEDED$/,
    /^BAD_/,
    /^CONFIG_/,
    /^MODEL_NOT_TRAINED$/,
    /^DURATION_/,
  ],
  3: [/^CANNOT_REACH/],
  4: [/^X_TOKEN/, /^X_UNAUTHORIZED$/, /^X_FORBIDDEN$/, /^TOKEN_REFUSED$/, /^SECRET_/],
  5: [/^X_CREDITS$/, /^X_BUDGET_USED$/, /^X_RATE_LIMIT/, /^X_USAGE/],
  75: [/^TEMPORARY_/],
};

/** The exit code of an error: 2 usage or config, 3 engine not there, 4 key, 5 quota, 75 try later, else 1. */
export function exitCodeOf(error: unknown): number {
  if (!isTold(error)) return 1;
  // A part that failed has chosen its exit code already.
  if ('exitCode' in error && typeof error.exitCode === 'number') return error.exitCode;
  for (const [exitCode, patterns] of Object.entries(exitCodes)) {
    if (patterns.some((pattern) => pattern.test(error.code))) return Number(exitCode);
  }
  return 1;
}

/** Says on stderr what went wrong and what to do; as one JSON object a line with `asJson`. */
export function reportError(error: unknown, asJson: boolean): void {
  const told = isTold(error) ? error : { code: 'UNEXPECTED', message: describe(error), fix: undefined };
  const message = redactSecrets(told.message);
  const fix = told.fix === undefined ? undefined : redactSecrets(told.fix);
  if (asJson) {
    const retryable = exitCodeOf(error) === 75;
    console.error(
      JSON.stringify({ v: 1, type: 'error', code: told.code, message, fix: fix ?? null, retryable }),
    );
  } else {
    console.error(fix === undefined ? message : `${message}\n  ${fix.replaceAll('\n', '\n  ')}`);
  }
}

function isTold(error: unknown): error is ToldError {
  // System errors have a code too (ENOENT): only ours are told in whole sentences, and theirs never have `fix`.
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'fix' in error;
}

/** An error nobody foresaw: the stack is what helps whoever reads it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return `Something failed: ${String(error)}`;
  return process.env.HASHTIDE_DEBUG
    ? (error.stack ?? error.message)
    : `${error.message} (HASHTIDE_DEBUG=1 shows where)`;
}
