// biome-ignore lint/suspicious/noExplicitAny: the text decides what it takes and gives
export type Lambda = (...values: any[]) => any;

/** A function from its text. The cases are files of ours; nothing from outside is run. */
export function lambda(text: string | undefined): Lambda {
  if (text === undefined) throw new Error('the case lacks the text of a function');
  return new Function(`return (${text})`)() as Lambda;
}

/** Like {@link lambda}; none or null is none. */
export function optionalLambda(text: string | null | undefined): Lambda | undefined {
  return text === undefined || text === null ? undefined : lambda(text);
}

const TIME_FIRST = /^\s*(?:async\s*)?\(\s*(?:t|time|batchTime)\s*,/;

/** A function of RDDs and a time, the time last as with us; Python writes it first. */
export function rddLambda(text: string | undefined): Lambda {
  const f = lambda(text);
  return TIME_FIRST.test(text ?? '') ? (...values) => f(values.at(-1), ...values.slice(0, -1)) : f;
}
