import { printable } from './printable.ts';
import { redactSecrets } from './redact-secrets.ts';

/** An error that says what, why and what to do, as StreamingError and the models' own do. */
interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly fix?: string | undefined;
}

const exitCodes: Readonly<Record<number, RegExp>> = {
  2: /^(INVALID|UNKNOWN|FILE|NOT|NO_EXAMPLES|EMPTY_FILE|IS_A|LOOP|INPUT|BATCH_DURATION_MISMATCH|RECORDS_TOO_OLD|FOREIGN_DATABASE|STORE_TOO_NEW|(DATABASE|HISTORY)_NOT_FOUND|TOKEN_(NEEDED|TOO_SHORT)|PLAINTEXT_REFUSED|BAD|CONFIG|MODEL_|TRANSFORMER|TOO_MANY_EXAMPLES|DURATION|NO_SUCH_WINDOW|X_(UNKNOWN_OPERATOR|NO_RULES|RULE|BAD_BUDGET))/,
  3: /^CANNOT_REACH/,
  4: /^(X_(TOKEN|UNAUTHORIZED|FORBIDDEN)|TOKEN_REFUSED|SECRET_)/,
  5: /^X_(CREDITS|BUDGET_USED)/,
};

/** The exit code of an error: 2 usage or config, 3 engine not there, 4 key, 5 quota, else 1. */
export function exitCodeOf(error: unknown): number {
  if (!isTold(error)) return 1;
  // A part that failed has chosen its exit code already.
  if ('exitCode' in error && typeof error.exitCode === 'number') return error.exitCode;
  for (const [exitCode, codes] of Object.entries(exitCodes)) {
    if (codes.test(error.code)) return Number(exitCode);
  }
  return 1;
}

/** Says on stderr what went wrong and what to do, as one JSON object with `asJson`; a part says it to its parent. */
export function reportError(error: unknown, asJson: boolean): void {
  const told = isTold(error) ? error : { code: 'UNEXPECTED', message: describe(error), fix: undefined };
  const message = redactSecrets(told.message);
  const fix = told.fix === undefined ? undefined : redactSecrets(told.fix);
  if (process.send !== undefined) {
    // A part of something greater: whoever started it says it, once.
    process.send({ type: 'failed', code: told.code, message, ...(fix !== undefined && { fix }) });
  } else if (asJson) {
    console.error(
      JSON.stringify({
        v: 1,
        type: 'error',
        code: told.code,
        message,
        fix: fix ?? null,
        retryable: isRetryable(told.code),
      }),
    );
  } else {
    console.error(printable(fix === undefined ? message : `${message}\n  ${fix.replaceAll('\n', '\n  ')}`));
  }
}

/** Whether the same command may succeed later with nothing changed. */
function isRetryable(code: string): boolean {
  return /^(CANNOT_REACH|DISK_FULL|X_BUDGET_USED)/.test(code);
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
