// A training step of the workloads in one thread and in several, in turns; how much of it threads share, and how often they
// meet: `node bench/threads.ts --threads 2 --seconds 4 lenet tfm`.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { compile } from "../src/compile.ts";
import { targets } from "../src/emit/targets.ts";
import type { Kernel } from "../src/kernel/kernel.ts";
import { isShared } from "../src/kernel/share.ts";
import { callOf } from "../src/measure/call.ts";
import { measureKernels } from "../src/measure/kernels.ts";
import { median } from "../src/measure/median.ts";
import { measuredModel } from "../src/measure/model.ts";
import type { Choice } from "../src/schedule/choice.ts";
import type { Plan } from "../src/schedule/plan.ts";
import { batches } from "./peers/generated.ts";
import { report } from "./report.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { threads: { type: "string", default: "2" }, seconds: { type: "string", default: "4" } } });
const [threads, seconds] = [Number(values.threads), Number(values.seconds)];
const target = targets.get("wasm")!;
const rounds = 10;

function meetings(steps: Plan["programs"][number]["steps"], sizes: Readonly<Record<string, number>>): number {
  return steps.reduce((sum, step) => sum + (step.kind === "loop" ? step.extent.evaluate(sizes) * meetings(step.steps, sizes) : Number(step.meets ?? false)), 0);
}

/** Median times of a step in one thread and in several, and the median of their ratios in each round. */
async function compare(plan: Plan, sizes: Readonly<Record<string, number>>): Promise<{ readonly one: number; readonly several: number; readonly ratios: readonly number[] }> {
  const models = await Promise.all([1, threads].map((count) => measuredModel(plan, target, callOf(plan, "train", sizes, { threads: count }, 1))));
  const times = models.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    const turn = models.map((model) => median(model.run((seconds * 1000) / rounds / 2)));
    // The first round is to warm up.
    if (round > 0) turn.forEach((time, i) => times[i]!.push(time));
  }
  const [one, several] = times;
  return { one: median(one!), several: median(several!), ratios: one!.map((time, i) => time / several![i]!).toSorted((a, b) => a - b) };
}

const rows: string[][] = [];
for (const workload of positionals.length > 0 ? positionals : Object.keys(batches)) {
  const sizes = { N: batches[workload]! };
  const text = readFileSync(new URL(`workloads/${workload}.nnet`, import.meta.url), "utf8");
  /** Of the work of each kernel that is shared, the part of the slower of two. */
  const parts = new Map<Kernel, number>();
  const noted = (kernel: Kernel, choices: readonly Choice[]): void => choices.forEach((choice) => choice.kind === "threads" && choice.taken && parts.set(kernel, choice.ofTwo / choice.alone));
  const [plan] = compile({ name: `${workload}.nnet`, text }, { load: () => undefined, sizes, target, scheduleTrace: { layout: () => undefined, kernel: noted } }).plans;
  if (!plan) throw new Error(`${workload} has no model`);
  const { kernels } = await measureKernels(plan, target, callOf(plan, "train", sizes, {}, 1), sizes, seconds / 2);
  const time = (weight: (kernel: Kernel) => number): number => kernels.reduce((sum, { kernel, milliseconds }) => sum + milliseconds * weight(kernel), 0);
  const shared = time((kernel) => Number(isShared(kernel))) / time(() => 1);
  const bound = time(() => 1) / time((kernel) => parts.get(kernel) ?? 1);
  const { steps } = plan.programs.find(({ name }) => name === "train")!;
  const { one, several, ratios } = await compare(plan, sizes);
  rows.push([workload, one.toFixed(2), several.toFixed(2), median(ratios).toFixed(2), `${ratios[0]!.toFixed(2)} to ${ratios.at(-1)!.toFixed(2)}`, `${(100 * shared).toFixed(1)} %`, bound.toFixed(2), String(meetings(steps, sizes))]);
}
report({ name: "threads", title: `Training steps in one thread and in ${threads} (ms, medians of ${rounds} rounds)`, head: ["", "1", String(threads), "ratio", "in the rounds", "time in shared kernels", "two at most", "meetings"], rows }, false);
