import { expect, test } from "vitest";
import { scoresOf } from "../../src/train/confusion.ts";

function confusion(truth: readonly number[], predicted: readonly number[], classes: number): number[] {
  const counts = Array.from({ length: classes * classes }, () => 0);
  truth.forEach((t, i) => counts[t * classes + predicted[i]!]!++);
  return counts;
}

test("the example of scikit-learn's classification_report", () => {
  const scores = scoresOf(confusion([0, 1, 2, 2, 2], [0, 0, 2, 2, 1], 3), 3);
  const rounded = (s: object): number[] => Object.values(s).map((v: number) => Math.round(v * 100) / 100);
  expect(scores.classes.map(rounded)).toEqual([
    [0.5, 1, 0.67, 1],
    [0, 0, 0, 1],
    [1, 0.67, 0.8, 3],
  ]);
  expect(rounded(scores.macro)).toEqual([0.5, 0.56, 0.49, 5]);
  expect(scores.accuracy).toBe(0.6);
});

test("division by zero gives 0: a class that never occurs, one that is never predicted, no examples at all", () => {
  const scores = scoresOf(confusion([0, 0, 1], [0, 0, 0], 3), 3);
  expect(scores.classes[1]).toEqual({ precision: 0, recall: 0, f1: 0, support: 1 });
  expect(scores.classes[2]).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
  expect(scoresOf([0, 0, 0, 0], 2)).toMatchObject({ accuracy: 0, macro: { precision: 0, recall: 0, f1: 0, support: 0 } });
});
