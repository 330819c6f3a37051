/** What a line protocol client counted since it was made. */
export interface LineProtocolCounters {
  /** Records passed on, each sequence number once; those that stand for a broken line included. */
  records: number;
  /** Records that came again and were dropped. */
  duplicates: number;
  /** Records that the reader no longer held when the engine came to fetch them. */
  lost: number;
  /** How often a reader had lost records that the engine already had. */
  lostTails: number;
  /** How often a sequence number was missing, so that the engine fetched again. */
  gaps: number;
  /** How often a connection that stood was given up or lost. */
  disconnects: number;
  /** Lines by what was wrong with them. */
  tooLong: number;
  badUtf8: number;
  badLines: number;
  /** Records that came after their batch had closed and were put into the next one. */
  late: number;
}

export function zeroCounters(): LineProtocolCounters {
  return {
    records: 0,
    duplicates: 0,
    lost: 0,
    lostTails: 0,
    gaps: 0,
    disconnects: 0,
    tooLong: 0,
    badUtf8: 0,
    badLines: 0,
    late: 0,
  };
}
