/** Why a connection to a reader failed, in a few words. */
export function describeSocketError(
  error: NodeJS.ErrnoException,
  { host, port }: { host: string; port: number },
): string {
  if (error.code === 'ECONNREFUSED') return `nobody listens at ${host}:${port}`;
  if (error.code === 'ECONNRESET') return 'the reader broke off the connection';
  return error.message;
}
