// 10,000 steps of each workload on a few batches, which are learned by heart before the end: whether memory grows, losses
// stay finite, and steps become slower, as they do where numbers decay into denormals. Takes many minutes, so it is not among
// those that `npm run bench` runs: `node bench/endurance.ts mlp lenet --steps 10000`.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compile } from "../src/compile.ts";
import { targets } from "../src/emit/targets.ts";
import { callOf } from "../src/measure/call.ts";
import type { Batch, GeneratedModel, Quantities } from "../src/runtime/model.ts";
import { loadModule } from "../src/train/load.ts";
import { readSafetensors } from "../src/runtime/safetensors.ts";
import { cpu } from "./exponent.ts";
import { batches as batchSizes } from "./peers/generated.ts";
import { report } from "./report.ts";

const { values, positionals } = parseArgs({ options: { steps: { type: "string", default: "10000" }, markdown: { type: "boolean", default: false } }, allowPositionals: true });
const steps = Number(values.steps);
const part = Math.max(1, Math.floor(steps / 10));
const target = targets.get("wasm")!;
setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** Of the heap and of array buffers. */
function bytesUsed(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function run(model: GeneratedModel, batches: readonly Batch[], count: number): { readonly ms: number; readonly last: Quantities } {
  const begin = cpu();
  let last: Quantities = {};
  for (let step = 0; step < count; step++) last = model.train(batches[step % batches.length]!);
  return { ms: (cpu() - begin) / count, last };
}

function denormals(model: GeneratedModel): number {
  const floats = [...readSafetensors(model.save()).values()].filter(({ dtype }) => dtype === "F32").map(({ bytes }) => new Float32Array(bytes.slice().buffer));
  return floats.reduce((sum, list) => sum + list.filter((x) => x !== 0 && Math.abs(x) < 2 ** -126).length, 0);
}

const rows: string[][] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(batchSizes)) {
  const sizes = { N: batchSizes[name]! };
  const text = readFileSync(new URL(`workloads/${name}.nnet`, import.meta.url), "utf8");
  const { plans, diagnostics } = compile({ name: `${name}.nnet`, text }, { load: () => undefined, sizes, target });
  if (!plans[0]) throw new Error(diagnostics[0]?.message ?? `${name} has no model`);
  const { batches } = callOf(plans[0], "train", sizes, {}, 1);
  const model = await (await loadModule(target.emit(plans[0]), plans[0].module.name)).create({ seed: 1 });
  // The first steps run code that is not optimized yet.
  run(model, batches, part);
  const before = bytesUsed();
  const first = run(model, batches, part);
  run(model, batches, Math.max(0, steps - 3 * part));
  const last = run(model, batches, part);
  const loss = Object.values(last.last).find((value) => typeof value === "number") ?? NaN;
  rows.push([name, String(model.step), loss.toPrecision(3), `${((bytesUsed() - before) / 1024).toFixed(0)} KiB`, first.ms.toFixed(3), last.ms.toFixed(3), (last.ms / first.ms).toFixed(2), String(denormals(model))]);
}
report({ name: "endurance", title: `CPU time of a step (ms) in the second tenth of ${steps} steps and in the last`, head: ["workload", "steps", "loss", "memory grew by", "early", "late", "late / early", "denormal numbers kept"], rows }, values.markdown === true);
