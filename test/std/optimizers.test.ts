import { expect, test } from "vitest";
import { compiled, Run, vector } from "../elaborate/support.ts";

const start = [1, -2, 0.5];
const pulls = [[0.3, -1, 2], [-0.2, 0.4, 1], [1, 1, -3], [0.05, -0.6, 0.2]];

type Rule = (w: number, g: number, memory: number[]) => number;

const table: readonly { using: string; rule: Rule }[] = [
  { using: "nesterov(lr: 0.1)", rule: (w, g, m) => w - 0.1 * (g + 0.9 * (m[0] = 0.9 * m[0]! + g)) },
  { using: "nesterov(lr: 0.1, momentum: 0.5)", rule: (w, g, m) => w - 0.1 * (g + 0.5 * (m[0] = 0.5 * m[0]! + g)) },
  { using: "adagrad(lr: 0.1)", rule: (w, g, m) => w - (0.1 * g) / (Math.sqrt((m[0] = m[0]! + g * g)) + 1e-10) },
];

test.each(table)("$using follows its recurrence", ({ using, rule }) => {
  const run = new Run(compiled(`model M {
    input g: [3]
    param w: [3] ~ zeros
    loss l = sum(w * g)
    train { minimize l using ${using} }
  }`)).set("w", start);
  for (const g of pulls) run.step("train", { g: vector(...g) });
  const found = run.values("w");
  expect(found.length).toBe(3);
  found.forEach((w, i) => {
    const memory = [0];
    expect(w).toBeCloseTo(pulls.reduce((at, g) => rule(at, g[i]!, memory), start[i]!), 12);
  });
});
