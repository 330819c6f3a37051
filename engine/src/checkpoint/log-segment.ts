const NAME = /^(\d{8,})\.log$/;

/** One file of a log, from when it is known until it is removed. */
export interface LogSegment {
  readonly number: number;
  readonly salt: number;
  /** Where the last durable record ends; 0: not even its header is durable. */
  length: number;
  /** Of the last durable record; 0: it has none. */
  lastSequence: number;
  /** The latest time of its records, by whatever clock the owner goes. */
  lastTime: number;
  /** The time of its first record. */
  firstTime: number | undefined;
}

export function newSegment(number: number, salt: number): LogSegment {
  const lastTime = Number.NEGATIVE_INFINITY;
  return { number, salt, length: 0, lastSequence: 0, lastTime, firstTime: undefined };
}

/** Such as `00000017.log`. */
export function segmentName(number: number): string {
  return `${String(number).padStart(8, '0')}.log`;
}

/** @returns undefined: the name of something else */
export function segmentNumber(name: string): number | undefined {
  const [, digits] = NAME.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
