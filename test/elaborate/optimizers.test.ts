import { expect, test } from "vitest";
import { compiled, Run, vector } from "./support.ts";

const start = [1, -2, 0.5];
const pulls = [[0.3, -1, 2], [-0.2, 0.4, 1], [1, 1, -3], [0.05, -0.6, 0.2]];

/** Weights after some steps, where the loss is sum(w * g): its gradient is the input g. */
function trained(using: string, clip = ""): number[] {
  const module = compiled(`model M {
    input g: [3]
    param w: [3] ~ zeros
    loss l = sum(w * g)
    train { minimize l using ${using} ${clip} }
  }`);
  const run = new Run(module).set("w", start);
  for (const g of pulls) run.step("train", { g: vector(...g) });
  expect(run.values("step")).toEqual([pulls.length]);
  return run.values("w");
}

type Rule = (w: number, g: number, t: number, memory: number[]) => number;

function byHand(rule: Rule): number[] {
  return start.map((first, i) => {
    const memory = [0, 0];
    return pulls.reduce((w, g, t) => rule(w, g[i]!, t + 1, memory), first);
  });
}

const table: readonly { using: string; rule: Rule }[] = [
  { using: "sgd", rule: (w, g) => w - 0.01 * g },
  { using: "sgd(lr: 0.1)", rule: (w, g) => w - 0.1 * g },
  { using: "sgd(lr: 0.1, decay: 0.2)", rule: (w, g) => w - 0.1 * (g + 0.2 * w) },
  // Momentum as a running sum: v = mu v + g.
  { using: "sgd(lr: 0.1, momentum: 0.9)", rule: (w, g, _, m) => w - 0.1 * (m[0] = 0.9 * m[0]! + g) },
  // Momentum as a running average: v = beta v + (1 - beta) g.
  { using: "momentum(lr: 0.1, beta: 0.8)", rule: (w, g, _, m) => w - 0.1 * (m[0] = 0.8 * m[0]! + 0.2 * g) },
  { using: "rmsprop(lr: 0.1)", rule: (w, g, _, m) => w - (0.1 * g) / (Math.sqrt((m[0] = 0.99 * m[0]! + 0.01 * g * g)) + 1e-8) },
  {
    using: "adam(lr: 0.1)",
    rule: (w, g, t, m) => {
      m[0] = 0.9 * m[0]! + 0.1 * g;
      m[1] = 0.999 * m[1]! + 0.001 * g * g;
      return w - (0.1 * (m[0] / (1 - 0.9 ** t))) / (Math.sqrt(m[1] / (1 - 0.999 ** t)) + 1e-8);
    },
  },
];

test.each(table)("$using follows its recurrence", ({ using, rule }) => {
  trained(using).forEach((w, i) => expect(w).toBeCloseTo(byHand(rule)[i]!, 12));
});

test("a wrong recurrence would be noticed", () => {
  const nesterov = byHand((w, g, _, m) => w - 0.1 * ((m[0] = 0.9 * m[0]! + g) * 0.9 + g));
  expect(Math.abs(trained("sgd(lr: 0.1, momentum: 0.9)")[0]! - nesterov[0]!)).toBeGreaterThan(1e-3);
});

test("an optimizer of one's own is as good as the library's", () => {
  const module = compiled(`
  optimizer heavy(lr, mu = 0.5)(w, g, t) {
    state v = 0
    v := mu * v - lr * g / t
    w := w + v
  }
  model M {
    input g: [3]
    param w: [3] ~ zeros
    loss l = sum(w * g)
    train { minimize l using heavy(0.2) }
  }`);
  const run = new Run(module).set("w", start);
  for (const g of pulls) run.step("train", { g: vector(...g) });
  const expected = byHand((w, g, t, m) => w + (m[0] = 0.5 * m[0]! - (0.2 * g) / t));
  run.values("w").forEach((w, i) => expect(w).toBeCloseTo(expected[i]!, 12));
});

test("clip norm scales all gradients together, clip value each element alone", () => {
  const norm = (g: readonly number[]): number => Math.hypot(...g);
  const byNorm = start.map((first, i) => pulls.reduce((w, g) => w - 0.1 * g[i]! * Math.min(1, 1.5 / (norm(g) + 1e-6)), first));
  trained("sgd(lr: 0.1)", "clip norm(1.5)").forEach((w, i) => expect(w).toBeCloseTo(byNorm[i]!, 12));
  expect(pulls.filter((g) => norm(g) > 1.5).length).toBe(2);
  const byValue = start.map((first, i) => pulls.reduce((w, g) => w - 0.1 * Math.max(-0.5, Math.min(0.5, g[i]!)), first));
  trained("sgd(lr: 0.1)", "clip value(0.5)").forEach((w, i) => expect(w).toBeCloseTo(byValue[i]!, 12));
});
