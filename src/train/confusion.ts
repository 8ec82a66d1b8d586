/** Of one class: precision = TP / (TP + FP), recall = TP / (TP + FN), F1 their harmonic mean; 0 where a divisor is 0. */
export interface ClassScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Examples that truly are of this class. */
  readonly support: number;
}

export interface Scores {
  readonly classes: readonly ClassScore[];
  /** Unweighted means over the classes. */
  readonly macro: ClassScore;
  readonly accuracy: number;
}

/** From a confusion table of K classes, row-major: row = true class, column = predicted class, as in scikit-learn. */
export function scoresOf(table: ArrayLike<number>, classes: number): Scores {
  const at = (truth: number, predicted: number): number => table[truth * classes + predicted]!;
  const range = Array.from({ length: classes }, (_, k) => k);
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const scores = range.map((k): ClassScore => {
    const hits = at(k, k);
    const support = sum(range.map((j) => at(k, j)));
    const predicted = sum(range.map((j) => at(j, k)));
    // F1 = 2 TP / (2 TP + FP + FN)
    return { precision: ratio(hits, predicted), recall: ratio(hits, support), f1: ratio(2 * hits, support + predicted), support };
  });
  const total = sum(scores.map((s) => s.support));
  const mean = (of: (s: ClassScore) => number): number => sum(scores.map(of)) / classes;
  return {
    classes: scores,
    macro: { precision: mean((s) => s.precision), recall: mean((s) => s.recall), f1: mean((s) => s.f1), support: total },
    accuracy: ratio(sum(range.map((k) => at(k, k))), total),
  };
}

function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
