/** What posts shall come, in X's rule language, and a name to see in `matching_rules`. */
export interface Rule {
  readonly value: string;
  readonly tag?: string;
}

/** A rule as X keeps it. */
export interface StreamRule extends Rule {
  readonly id: string;
}
