import { StreamingError, toError } from '@hashtide/engine';

/** What the file system said, as one of `FILE_NOT_FOUND`, `IS_A_DIRECTORY`, `FILE_NOT_READABLE`. */
export function fileError(file: string, thrown: unknown): StreamingError {
  if (thrown instanceof StreamingError) return thrown;
  const cause = toError(thrown);
  const code = 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new StreamingError('FILE_NOT_FOUND', `${file || 'a file without a name'} does not exist`, {
      fix: 'check the path; it counts from the directory you are in',
      cause,
    });
  }
  if (code === 'EISDIR') return isADirectory(file);
  const why = code === 'EACCES' || code === 'EPERM' ? 'you have no permission to read it' : cause.message;
  return new StreamingError('FILE_NOT_READABLE', `${file} cannot be read: ${why}`, {
    fix:
      code === 'EACCES'
        ? `chmod u+r ${file}, or choose another file`
        : 'try again, or copy the file elsewhere',
    cause,
  });
}

export function isADirectory(file: string): StreamingError {
  return new StreamingError('IS_A_DIRECTORY', `${file} is a directory; a recording is one file`, {
    fix: 'name a .ndjson or .ndjson.gz file in it',
  });
}

export function emptyFile(file: string): StreamingError {
  return new StreamingError(
    'EMPTY_FILE',
    `${file} holds nothing but blanks; a recording has one tweet a line`,
    {
      fix: 'record one with `hashtide record -o FILE`, or run `hashtide demo`, which brings its own',
    },
  );
}

export function notGzip(file: string, why: string, cause?: unknown): StreamingError {
  return new StreamingError('NOT_GZIP', `${file} ${why}`, {
    fix: 'compress it again with gzip, or give the plain file a name without .gz',
    ...(cause === undefined ? {} : { cause }),
  });
}

export function notARecording(file: string, why: string, fix: string): StreamingError {
  return new StreamingError(
    'NOT_A_RECORDING',
    `${file} ${why}; a recording is UTF-8 text, one tweet a line`,
    {
      fix,
    },
  );
}
