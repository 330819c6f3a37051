/** What the driver was working on, for a failure to name. Whoever computes keeps it up to date. */
export interface At {
  record?: unknown;
}

/** Something was thrown while a partition was computed in the driver, outside of any task. */
export class FailedAt extends Error {
  readonly partition: number;
  readonly at: At;
  readonly thrown: unknown;

  constructor(partition: number, at: At, thrown: unknown) {
    super(`partition ${partition} failed`);
    this.partition = partition;
    this.at = at;
    this.thrown = thrown;
  }
}
