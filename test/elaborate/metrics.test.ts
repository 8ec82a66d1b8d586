import { expect, test } from "vitest";
import { numbers } from "../../src/interpret/numbers.ts";
import { array, compiled, Run, vector } from "./support.ts";

const random = numbers(3);
const below = (n: number): number => Math.floor(random.uniform() * n);

const model = (classes: number): Run =>
  new Run(
    compiled(`model M {
      input z: [N, ${classes}], y: index(${classes})[N]
      metric accuracy = accuracy(z, y)
      metric table = confusion(z, y)
      metric p = precision(confusion(z, y))
      metric r = recall(confusion(z, y))
      metric f = f1(confusion(z, y))
    }`),
    { N: 30 },
  );

/** The definitions of scikit-learn with zero_division = 0, one class after another. */
function definitions(truth: readonly number[], guess: readonly number[], classes: number): { p: number[]; r: number[]; f: number[]; table: number[] } {
  const count = (f: (t: number, g: number) => boolean): number => truth.filter((t, i) => f(t, guess[i]!)).length;
  const share = (a: number, b: number): number => (b === 0 ? 0 : a / b);
  const all = Array.from({ length: classes }, (_, k) => k);
  const p = all.map((k) => share(count((t, g) => t === k && g === k), count((_, g) => g === k)));
  const r = all.map((k) => share(count((t, g) => t === k && g === k), count((t) => t === k)));
  return { p, r, f: all.map((k) => share(2 * p[k]! * r[k]!, p[k]! + r[k]!)), table: all.flatMap((i) => all.map((j) => count((t, g) => t === i && g === j))) };
}

test("confusion, precision, recall and f1 of random tables, empty classes included", () => {
  let empty = 0;
  for (let round = 0; round < 40; round += 1) {
    const classes = 2 + (round % 4);
    const [truth, guess] = [0, 1].map((missing) => Array.from({ length: 30 }, () => (round % 3 === 0 ? below(classes - missing) : below(classes))));
    const z = guess!.flatMap((g) => Array.from({ length: classes }, (_, k) => (k === g ? 2 : random.uniform())));
    const found = model(classes).step("evaluate", { z: array([30, classes], z), y: vector(...truth!) });
    const { p, r, f, table } = definitions(truth!, guess!, classes);
    expect(found.get("table")).toEqual(table);
    for (const [name, wanted] of [["p", p], ["r", r], ["f", f]] as const) wanted.forEach((v, k) => expect(found.get(name)![k]).toBeCloseTo(v, 12));
    expect(found.get("accuracy")![0]).toBeCloseTo(truth!.filter((t, i) => t === guess![i]).length / 30, 12);
    if (p.some((v, k) => v === 0 && !guess!.includes(k))) empty += 1;
  }
  expect(empty).toBeGreaterThan(5);
});

test("binary accuracy: a logit above 0 means 1", () => {
  const run = new Run(compiled("model M {\n input z: [N], y: [N]\n metric a = binary_accuracy(z, y)\n}"), { N: 4 });
  expect(run.step("evaluate", { z: vector(3, -1, 0.1, -2), y: vector(1, 1, 0, 0) }).get("a")).toEqual([0.5]);
});
