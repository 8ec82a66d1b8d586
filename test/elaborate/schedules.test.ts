import { expect, test } from "vitest";
import { codes, compiled, Run, vector } from "./support.ts";

/** The learning rate in use at a step (from 1) of an epoch (from 0): sgd moves w by -lr * 1. */
function rate(schedule: string, t: number, epoch: number): number {
  const module = compiled(`model M {\n input g: [1]\n param w: [1] ~ zeros\n loss l = sum(w * g)\n train { minimize l using sgd(lr: ${schedule}) }\n}`);
  const run = new Run(module).set("step", t - 1).set("epoch", epoch);
  run.step("train", { g: vector(1) });
  return -run.values("w")[0]!;
}

const table: readonly { schedule: string; formula: (t: number, epoch: number) => number }[] = [
  { schedule: "inverse_time_decay(0.5)", formula: (_, e) => 0.5 / (1 + e) },
  { schedule: "inverse_time_decay(0.5, 0.1)", formula: (_, e) => 0.5 / (1 + 0.1 * e) },
  { schedule: "step_decay(0.5)", formula: (_, e) => 0.5 * 0.95 ** e },
  { schedule: "step_decay(0.01, 0.9)", formula: (_, e) => 0.01 * 0.9 ** e },
  { schedule: "exponential_decay(0.5, 0.2)", formula: (_, e) => 0.5 * Math.exp(-0.2 * e) },
  { schedule: "root_epoch_decay(0.5, 2)", formula: (_, e) => (2 * 0.5) / Math.sqrt(e + 1) },
  { schedule: "root_decay(0.5, 2)", formula: (t) => (2 * 0.5) / Math.sqrt(t) },
  { schedule: "reciprocal_decay(0.5)", formula: (t) => 0.5 / t },
  { schedule: "cosine(0.5, 20)", formula: (t) => (0.5 * (1 + Math.cos((Math.PI * Math.min(t, 20)) / 20))) / 2 },
  { schedule: "cosine(0.5, 20, last: 0.1)", formula: (t) => 0.1 + (0.4 * (1 + Math.cos((Math.PI * Math.min(t, 20)) / 20))) / 2 },
  { schedule: "warmup(0.5, 10)", formula: (t) => 0.5 * Math.min(t / 10, 1) },
  { schedule: "warmup(cosine(0.5, 20), 10)", formula: (t) => (Math.min(t / 10, 1) * 0.5 * (1 + Math.cos((Math.PI * Math.min(t, 20)) / 20))) / 2 },
  { schedule: "manual_decay(0.5, 0.05, 3)", formula: (_, e) => (e <= 3 ? 0.5 : 0.05) },
];

test.each(table)("$schedule", ({ schedule, formula }) => {
  for (const [t, epoch] of [[1, 0], [2, 0], [7, 1], [10, 3], [15, 4], [20, 9], [500, 40]] as const) {
    expect(rate(schedule, t, epoch)).toBeCloseTo(formula(t, epoch), 12);
  }
});

test("a schedule of one's own is a function of t or epoch", () => {
  const module = compiled("fn halves(first)(epoch, t) = first / 2^epoch + t\nmodel M {\n input g: [1]\n param w: [1] ~ zeros\n loss l = sum(w * g)\n train { minimize l using sgd(lr: halves(8)) }\n}");
  const run = new Run(module).set("step", 4).set("epoch", 2);
  run.step("train", { g: vector(1) });
  expect(run.values("w")).toEqual([-(8 / 4 + 5)]);
  expect(codes("fn s(a)(k) = a / k\nmodel M {\n param w: [1] ~ zeros\n loss l = sum(w)\n train { minimize l using sgd(lr: s(8)) }\n}")).toEqual(["bad-schedule"]);
});
