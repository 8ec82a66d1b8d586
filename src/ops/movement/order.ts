/** Ascending; the input is left alone. */
export function sorted(axes: readonly number[]): number[] {
  return axes.toSorted((a, b) => a - b);
}

/** The permutation that undoes another. */
export function inverse(permutation: readonly number[]): number[] {
  return permutation.map((_, i) => permutation.indexOf(i));
}
