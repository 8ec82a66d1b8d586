/**
 * What may come next: for each of several prefixes the log-probabilities of all tokens, row after row: [prefixes, classes].
 * `parents[i]` is the row of the previous call that prefix i continues, for models that keep a state for each row; in the first
 * call there is one prefix, the empty one.
 */
export type Next = (prefixes: readonly (readonly number[])[], parents: readonly number[]) => ArrayLike<number>;
