/**
 * What to say when an engine asks again for records that it had acked: its database went back in time.
 *
 * @param asked how many of those it asks for
 * @param unrecoverable how many of them are kept no longer
 */
export function describeRegression({
  asked,
  unrecoverable,
}: {
  asked: number;
  unrecoverable: number;
}): string {
  const rest =
    unrecoverable === 0 ? 'all are sent again' : `${unrecoverable} are kept no longer and are lost`;
  return `it asks again for ${asked} records that it had acked: an older database? ${rest}`;
}
